import { checkLiveness } from '../check/liveness.ts'
import { checkSafety } from '../check/safety.ts'
import { newWatch, type Watch } from '../check/watch.ts'
import { jobSteps } from '../steps/job-steps.ts'
import { networkSteps } from '../steps/network-steps.ts'
import type { Step } from '../steps/step.ts'
import { nextDue } from '../steps/time-steps.ts'
import type { Company } from '../world/company.ts'
import { keepStray } from '../world/network.ts'
import { receive, restart } from '../world/run-process.ts'
import type { StageFault } from '../world/stage.ts'
import { type Cast, companyNamed, type Temper, type World } from '../world/world.ts'
import { type Beat, beatsOf, type Plot, takeBack } from './plots.ts'
import { openRandom } from './random.ts'

/** What goes wrong with a step. */
export interface Trouble {
  readonly at: RegExp
  /** Only once this beat has begun. */
  readonly after?: string
  /**
   * `twice`: its first commit fails to serialize, then it comes once more. `lost`: first the request is
   * lost, or so it seems, and comes after everything else; then the answer is lost. `dies`: its process
   * dies before its first statement, when it comes again before its second, … and after each commit.
   */
  readonly what: 'twice' | 'lost' | 'dies'
}

/** The end of a directed history: who has how much, and what the trouble was like. */
export interface Ending {
  /** Every account that is not empty, as `company account amount`, and what sellers were told. */
  readonly balances: readonly string[]
  readonly steps: readonly string[]
  /** How often the trouble struck, and whether the step got through it. */
  readonly strikes: number
  readonly isOver: boolean
}

const CALM: Temper = {
  companies: 3,
  crash: 0,
  network: 0,
  outage: 0,
  liar: undefined,
  steps: 0,
  splitter: false,
}
const SEED = 1
const STEPS_MAX = 2_000
const STRIKES_MAX = 100

interface Scene {
  readonly world: World
  readonly watch: Watch
  readonly trouble: Trouble | undefined
  readonly steps: string[]
  /** The steps since the press, and after which of them everything is taken back. */
  sincePress: number | undefined
  readonly takenBackAfter: number | undefined
  paused: RegExp | undefined
  readonly begun: Set<string>
  strikes: number
  isOver: boolean
  /** The statement and the commit at which a process dies next. */
  deadly: { query: number; commit: number }
}

/**
 * Plays one fixed history in which nothing is drawn. With `trouble` one step goes wrong, and with
 * `takenBackAfter` the claim is taken back so many steps after the press. In the end time passes until
 * nobody has anything to do, and nothing may be left open.
 */
export async function direct(
  cast: Cast,
  plot: Plot,
  upset: { readonly trouble?: Trouble; readonly takenBackAfter?: number } = {},
): Promise<Ending> {
  const world = cast.play(SEED, CALM)
  world.rough = false
  const scene: Scene = {
    world,
    watch: newWatch(),
    trouble: upset.trouble,
    steps: [],
    sincePress: undefined,
    takenBackAfter: upset.takenBackAfter,
    paused: undefined,
    begun: new Set(),
    strikes: 0,
    isOver: false,
    deadly: { query: 1, commit: 1 },
  }
  for (const { stage } of world.companies) stage.begin()
  try {
    await world.books.open()
    await playBeats(scene, beatsOf(world, plot))
    await passTime(scene)
    await deliverStrays(world)
    await passTime(scene)
    checkLiveness(world)
    const { strikes, isOver, steps } = scene
    return { balances: await balancesOf(world), steps, strikes, isOver }
  } finally {
    for (const { stage } of world.companies) await stage.rollback()
  }
}

async function playBeats(scene: Scene, beats: readonly Beat[]): Promise<void> {
  for (const beat of beats) {
    await takeBeat(scene, beat)
    await rest(scene)
    if (scene.sincePress !== undefined && scene.sincePress === scene.takenBackAfter) break
  }
  if (scene.takenBackAfter === undefined) return
  // Twice, and with time between: what was still under way at first is home by then.
  for (let round = 0; round < 2; round++) {
    for (const beat of takeBack(scene.world)) await takeBeat(scene, beat)
    scene.sincePress = undefined
    await passTime(scene)
  }
}

async function takeBeat(scene: Scene, { step, pauses }: Beat): Promise<void> {
  const name = step.name.replace('beat ', '')
  scene.begun.add(name)
  if (pauses !== undefined) scene.paused = pauses === 'nothing' ? undefined : pauses
  // Nobody answered, so the person does it again; a job or a message comes again by itself.
  for (let died = true; died; ) died = await takeStep(scene, step)
  if (name === 'press') scene.sincePress = 0
}

/** Everybody does what is due, the oldest first, until nobody has anything to do at this time. */
async function rest(scene: Scene): Promise<void> {
  const { world } = scene
  for (let i = 0; i < STEPS_MAX; i++) {
    const steps = [...networkSteps(world), ...jobSteps(world)]
    const step = steps.find(({ name }) => !scene.paused?.test(name))
    if (!step) return
    if (scene.sincePress !== undefined) {
      if (scene.sincePress === scene.takenBackAfter) return
      scene.sincePress += 1
    }
    await takeStep(scene, step)
  }
  throw new Error('a directed history that does not come to rest')
}

async function passTime(scene: Scene): Promise<void> {
  await rest(scene)
  for (let next = nextDue(scene.world); next !== undefined; next = nextDue(scene.world)) {
    scene.world.time += next
    await rest(scene)
  }
}

/** Takes a step, as the trouble will have it; true when its process died in it. */
async function takeStep(scene: Scene, step: Step): Promise<boolean> {
  const { world, watch } = scene
  scene.steps.push(step.name)
  const { company } = step
  const what = troubleOf(scene, step)
  company?.stage.arm(faultOf(scene, what))
  if (what === 'lost') await lose(scene, step)
  else await step.run(openRandom(SEED))
  if (what === 'twice') await again(world, step)
  const died = what === 'dies' && company?.stage.struck() !== undefined
  if (died) bury(scene, company)
  if (what !== undefined) {
    scene.strikes += 1
    scene.isOver = what === 'twice' || (what === 'dies' && !died) || scene.strikes > LOSSES
    if (scene.strikes > STRIKES_MAX) throw new Error('a step with so many statements is no step')
  }
  if (company && (what !== undefined || company.stage.wrote())) {
    const look = await world.books.look(company)
    checkSafety(world, watch, company, look, { wordsOnly: step.wordsOnly ?? false })
  }
  company?.stage.arm(undefined)
  return died
}

function troubleOf({ trouble, isOver, begun }: Scene, step: Step): Trouble['what'] | undefined {
  if (!trouble || isOver || !trouble.at.test(step.name)) return undefined
  return trouble.after === undefined || begun.has(trouble.after) ? trouble.what : undefined
}

function faultOf({ deadly }: Scene, what: Trouble['what'] | undefined): StageFault | undefined {
  if (what === 'dies') return { kind: 'anywhere', ...deadly }
  return what === 'twice' ? { kind: 'serialization', commit: 1 } : undefined
}

/** The next time it dies a statement, or a commit, later. */
function bury({ world, deadly }: Scene, company: Company): void {
  if (company.stage.struck() === 'query') deadly.query += 1
  else deadly.commit += 1
  restart(world, company)
}

/** What may get lost of a message: its request, its answer. */
const LOSSES = 2

async function lose({ world, strikes }: Scene, step: Step): Promise<void> {
  const message = world.messages.get(step.name.replace('deliver ', ''))
  if (!message) throw new Error(`${step.name}: only a message is lost`)
  if (strikes === 0) {
    keepStray(world, message)
    message.state = 'answer'
    message.answer = undefined
    return
  }
  await step.run(openRandom(SEED))
  if (strikes === 1) message.answer = undefined
}

async function again(world: World, step: Step): Promise<void> {
  const message = world.messages.get(step.name.replace(/^(deliver|answer) /, ''))
  if (message && step.name.startsWith('deliver')) {
    await receive(world, { ...message, waiting: undefined })
  } else await step.run(openRandom(SEED))
}

/** The messages that came late are delivered now, after everything else. */
async function deliverStrays(world: World): Promise<void> {
  for (const message of world.strays.splice(0)) {
    await receive(world, { ...message, answer: undefined })
    await world.books.look(companyNamed(world, message.to))
  }
}

async function balancesOf(world: World): Promise<string[]> {
  const lines: string[] = []
  for (const { name, stage } of world.companies) {
    for (const account of world.books.accountsWith(name, /./)) {
      lines.push(`${name} ${account} ${world.books.balanceOf(name, account)}`)
    }
    const notices = await stage.read<{ account: string; told: boolean }>(
      'sim_notices',
      'select account, told_at is not null as told from services.notice order by account',
      [],
    )
    for (const { account, told } of notices) {
      const mailed = (world.story.orders.get(account)?.mails ?? 0) > 0
      lines.push(`${name} ${account} ${told && mailed ? 'its seller was told' : 'nobody was told'}`)
    }
  }
  return lines.sort()
}
