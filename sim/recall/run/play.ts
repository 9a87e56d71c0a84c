import { checkLiveness } from '../check/liveness.ts'
import { checkSafety } from '../check/safety.ts'
import { Violation } from '../check/violation.ts'
import { newWatch, type Watch } from '../check/watch.ts'
import { claimSteps } from '../steps/claim-steps.ts'
import { disputeSteps } from '../steps/dispute-steps.ts'
import { jobSteps } from '../steps/job-steps.ts'
import { networkSteps } from '../steps/network-steps.ts'
import { outageSteps } from '../steps/outage-steps.ts'
import type { Step } from '../steps/step.ts'
import { nextDue, timeSteps } from '../steps/time-steps.ts'
import { valueSteps } from '../steps/value-steps.ts'
import type { Company } from '../world/company.ts'
import { nameOf } from '../world/names.ts'
import { restart } from '../world/run-process.ts'
import type { StageFault } from '../world/stage.ts'
import type { Cast, World } from '../world/world.ts'
import { openRandom, type Random, seedOf } from './random.ts'

/** What became of one history. */
export interface Outcome {
  readonly seed: number
  readonly steps: number
  /** The names of the steps, in order: with the seed, everything that is needed to play it again. */
  readonly trace: readonly string[]
  /** How many of the steps were taken before the faults ended. */
  readonly rough: number
  readonly violation: Violation | undefined
}

/** How many steps the companies may take to come to rest once the faults have ended. */
const REST_STEPS_MAX = 3_000
const QUERY_OF_CRASH_MAX = 14
const CRASH_MARK = ' !'

/**
 * Plays one history: a rough part drawn from the seed, then the faults end and everybody comes to
 * rest. With `script` the rough part follows these names instead of drawing; a name that is not
 * possible any more is left out, so that a trace can be shortened.
 */
export async function play(
  cast: Cast,
  seed: number,
  options: { readonly script?: readonly string[] } = {},
): Promise<Outcome> {
  const world = cast.play(seed)
  const history: History = {
    world,
    watch: newWatch(),
    random: openRandom(seedOf(seed, 'scheduler')),
    trace: [],
    rough: 0,
  }
  for (const { stage } of world.companies) stage.begin()
  try {
    await world.books.open()
    if (options.script) await follow(history, options.script)
    else await runRough(history)
    await comeToRest(history)
    return outcomeOf(history, undefined)
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    return outcomeOf(history, error)
  } finally {
    for (const { stage } of world.companies) await stage.rollback()
  }
}

function outcomeOf(history: History, error: Violation | undefined): Outcome {
  const { world, trace } = history
  const named = error?.message.replaceAll(/\b(?:leg|tr|case)_[0-9a-z]{24}/g, (id) =>
    nameOf(world.names, id),
  )
  const violation = error && new Violation(error.property, named ?? '', error.cause)
  return { seed: world.seed, steps: trace.length, trace, rough: history.rough, violation }
}

interface History {
  readonly world: World
  readonly watch: Watch
  readonly random: Random
  readonly trace: string[]
  rough: number
}

async function runRough(history: History): Promise<void> {
  const { world, random } = history
  for (let i = 0; i < world.temper.steps; i++) {
    const step = random.weighted(roughSteps(world))
    await take(history, step, drawFault(world, step, random))
  }
}

function roughSteps(world: World): Step[] {
  return [
    ...valueSteps(world),
    ...claimSteps(world),
    ...disputeSteps(world),
    ...networkSteps(world),
    ...jobSteps(world),
    ...timeSteps(world),
    ...outageSteps(world),
  ]
}

async function follow(history: History, script: readonly string[]): Promise<void> {
  for (const line of script) {
    const [name = '', mark] = line.split(CRASH_MARK)
    const step = roughSteps(history.world).find((one) => one.name === name)
    if (step) await take(history, step, mark)
  }
}

/** Where a process dies in this step, as `q3`, `c1` or `s1`; mostly nowhere. */
function drawFault(world: World, step: Step, random: Random): string | undefined {
  const { crash } = world.temper
  if (!step.company || crash === 0 || !random.oneIn(crash)) return undefined
  const kind = random.pick(['q', 'q', 'q', 'c', 's'] as const)
  return `${kind}${kind === 'q' ? random.between(1, QUERY_OF_CRASH_MAX) : 1}`
}

function faultOf(mark: string | undefined): StageFault | undefined {
  if (mark === undefined) return undefined
  const count = Number(mark.slice(1))
  if (mark[0] === 'q') return { kind: 'before', query: count }
  if (mark[0] === 'c') return { kind: 'after_commit', commit: count }
  return { kind: 'serialization', commit: count }
}

/** Takes a step, with everything that can go wrong in it, and checks the company that it touched. */
async function take(history: History, step: Step, mark?: string): Promise<void> {
  const { world, watch, trace } = history
  const name = mark === undefined ? step.name : step.name + CRASH_MARK + mark
  trace.push(name)
  if (world.rough) history.rough += 1
  const fault = faultOf(mark)
  step.company?.stage.arm(fault)
  await step.run(openRandom(seedOf(world.seed, step.name)))
  const { company } = step
  if (!company) return
  if (fault && company.stage.struck() && fault.kind !== 'serialization') restart(world, company)
  // What was only looked at is as it was, and was checked then.
  if (company.stage.wrote()) await check(world, watch, company, step.wordsOnly ?? false)
  company.stage.arm(undefined)
}

async function check(
  world: World,
  watch: Watch,
  company: Company,
  wordsOnly: boolean,
): Promise<void> {
  checkSafety(world, watch, company, await world.books.look(company), { wordsOnly })
}

/** The faults end: lines are whole, everybody is up, people decide, and time passes until all is done. */
async function comeToRest(history: History): Promise<void> {
  const { world } = history
  // A stream of its own, so that a shortened history comes to rest in the same manner.
  const random = openRandom(seedOf(world.seed, 'rest'))
  world.rough = false
  world.cuts.clear()
  for (const company of world.companies) company.downUntil = 0
  for (let i = 0; ; i++) {
    if (i >= REST_STEPS_MAX) throw new Violation('L1', 'the companies do not come to rest')
    const steps = [...networkSteps(world), ...jobSteps(world), ...decidingSteps(world)]
    if (steps.length > 0) {
      await take(history, random.weighted(steps))
      continue
    }
    const next = nextDue(world)
    if (next === undefined) break
    world.time += next
  }
  checkLiveness(world)
}

/** Every case is decided in the end, every seller who is asked answers, every objection is heard. */
function decidingSteps(world: World): Step[] {
  return [...claimSteps(world), ...disputeSteps(world)].filter(({ name }) => {
    if (/^(seller|hear)/.test(name)) return true
    const about = name.split(' ').at(-1)
    return [...world.story.cases.values()].some(
      (theCase) =>
        theCase.decided === 'no' &&
        theCase.caseId.slice(-2) === about &&
        /^(confirm|withdraw)/.test(name),
    )
  })
}
