import { assert, startStopwatch } from '@modosu/kernel'
import { type Browser, type Cookie, openBrowser } from './browser.ts'
import { fill, type Memory } from './memory.ts'
import { countOutcome, type Moment, type Outcome } from './outcome.ts'
import { type Play, PlayFault, playStep } from './play-step.ts'
import type { Mode, Recipes, Scenario, Step } from './scenario.ts'
import { comeToRest, moveClocks, readLots, type ShownLot, type World } from './world.ts'

/** What a watcher of the play is told, as it happens. */
export interface Teller {
  step(step: Step, storyTime: Date): void
  balance(name: string, before: bigint, after: bigint): void
  fault(fault: PlayFault): void
}

export interface PlayOptions {
  readonly scenario: Scenario
  readonly recipes: Recipes
  readonly mode: Mode
  readonly world: World
  readonly teller: Teller
  /** Called before each step; tests break things here. */
  readonly beforeStep?: (step: Step) => Promise<void>
}

/**
 * Where a play was left: what its people know and keep. Companies that stand as they stood then can
 * be played on from here, as often as wished. The stopwatches start anew: what was measured before
 * is not in the outcome.
 */
export interface Bookmark {
  readonly step: string
  readonly memory: readonly (readonly [string, unknown])[]
  readonly cookies: Readonly<Record<string, readonly Cookie[]>>
  readonly lotsBefore: readonly ShownLot[]
  readonly seen: readonly (readonly [string, bigint])[]
}

/**
 * Plays a scenario over HTTP against running companies and counts what it came to; from its
 * beginning, or on from a bookmark.
 */
export async function playScenario(options: PlayOptions, from?: Bookmark): Promise<Outcome> {
  const { scenario, mode } = options
  const play = openPlay(options, from)
  const state = newState(from)
  let fault: PlayFault | undefined
  try {
    const steps = stepsOf(options)
    for (const step of steps.slice(from ? indexOfStep(steps, from.step) : 0)) {
      await takeStep(options, play, state, step)
    }
  } catch (error) {
    if (!(error instanceof PlayFault)) throw error
    fault = error
    options.teller.fault(error)
  }
  const { outcome } = scenario
  return countOutcome(scenario, mode, {
    marks: state.marks,
    lotsBefore: state.lotsBefore,
    lotsAfter: (await lotsOf(play, scenario, outcome.ownerAccount)) ?? [],
    sellerMoney: sum((await lotsOf(play, scenario, outcome.sellerAccount)) ?? []),
    shipped: play.memory.get(outcome.shipped) === true,
    fault: fault?.message,
  })
}

/** Plays the steps before the named one and leaves a bookmark there; a fault is thrown. */
export async function playUntil(options: PlayOptions, stepId: string): Promise<Bookmark> {
  const play = openPlay(options)
  const state = newState()
  const steps = stepsOf(options)
  for (const step of steps.slice(0, indexOfStep(steps, stepId))) {
    await takeStep(options, play, state, step)
  }
  return {
    step: stepId,
    memory: [...play.memory],
    cookies: Object.fromEntries(
      Object.entries(play.browsers).map(([name, browser]) => [name, browser.cookies()]),
    ),
    lotsBefore: state.lotsBefore,
    seen: [...state.seen],
  }
}

function stepsOf({ scenario, mode }: PlayOptions): readonly Step[] {
  return scenario.steps.filter((step) => step.modes?.includes(mode) ?? true)
}

function indexOfStep(steps: readonly Step[], id: string): number {
  const index = steps.findIndex((step) => step.id === id)
  assert(index >= 0, `no step is called "${id}"`)
  return index
}

function openPlay({ scenario, recipes, world }: PlayOptions, from?: Bookmark): Play {
  return {
    world,
    recipes,
    memory: from ? new Map(from.memory) : rememberPeople(scenario),
    browsers: openBrowsers(scenario, from?.cookies ?? {}),
    stopwatch: startStopwatch(),
  }
}

interface State {
  clock: { setTo: Date; atMs: number } | undefined
  marks: Partial<Record<'press' | 'held' | 'returned', Moment>>
  lotsBefore: readonly ShownLot[]
  readonly seen: Map<string, bigint>
}

function newState(from?: Bookmark): State {
  return {
    clock: undefined,
    marks: {},
    lotsBefore: from?.lotsBefore ?? [],
    seen: new Map(from?.seen),
  }
}

async function takeStep(options: PlayOptions, play: Play, state: State, step: Step): Promise<void> {
  const { scenario, teller } = options
  const time = new Date(step.time)
  await options.beforeStep?.(step)
  if (!state.clock || time > storyTime(play, state)) {
    await moveClocks(play.world, time)
    state.clock = { setTo: time, atMs: play.stopwatch() }
    await comeToRest(play.world, play.stopwatch)
  }
  if (step.mark === 'press') state.marks.press = momentOf(play, state)
  await playStep(play, step)
  if (step.mark === 'held' || step.mark === 'returned') {
    state.marks[step.mark] = momentOf(play, state)
  }
  teller.step(step, storyTime(play, state))
  // Right after the press nobody waits: how long it takes until all is held is what is measured.
  if (step.mark !== 'press') await comeToRest(play.world, play.stopwatch)
  await tellBalances(options, play, state)
  checkBalances(step, state)
  if (step.id === scenario.outcome.asItWasAfter) {
    state.lotsBefore = (await lotsOf(play, scenario, scenario.outcome.ownerAccount)) ?? []
  }
}

function storyTime(play: Play, state: State): Date {
  if (!state.clock) return new Date(0)
  return new Date(state.clock.setTo.getTime() + play.stopwatch() - state.clock.atMs)
}

function momentOf(play: Play, state: State): Moment {
  return { realMs: play.stopwatch(), storyMs: storyTime(play, state).getTime() }
}

async function tellBalances(options: PlayOptions, play: Play, state: State): Promise<void> {
  for (const name of Object.keys(options.scenario.watch)) {
    const lots = await lotsOf(play, options.scenario, name)
    if (!lots) continue
    const now = sum(lots)
    const before = state.seen.get(name) ?? 0n
    state.seen.set(name, now)
    if (now !== before) options.teller.balance(name, before, now)
  }
}

function checkBalances(step: Step, state: State): void {
  for (const [name, expected] of Object.entries(step.balances ?? {})) {
    const actual = String(state.seen.get(name) ?? 0n)
    if (actual !== expected) {
      throw new PlayFault(step.id, `${name} holds ${actual} instead of ${expected}`)
    }
  }
}

/**
 * The lots of a watched account: none while the story does not know the account yet, `undefined`
 * while its company is down.
 */
async function lotsOf(
  play: Play,
  scenario: Scenario,
  name: string,
): Promise<readonly ShownLot[] | undefined> {
  const watched = scenario.watch[name]
  if (!watched) throw new Error(`${scenario.scenario}: nothing is watched as "${name}"`)
  const needed = [...watched.account.matchAll(/\$\{([\w.-]+)\}/g)].map((match) => match[1] ?? '')
  if (!needed.every((fact) => play.memory.has(fact))) return []
  return await readLots(play.world, watched.company, String(fill(play.memory, watched.account)))
}

function sum(lots: readonly ShownLot[]): bigint {
  return lots.reduce((total, lot) => total + BigInt(lot.amount), 0n)
}

function rememberPeople(scenario: Scenario): Memory {
  const memory: Memory = new Map()
  for (const [name, person] of Object.entries(scenario.people)) {
    for (const [fact, value] of Object.entries(person.facts)) memory.set(`${name}.${fact}`, value)
  }
  return memory
}

/** Everybody has a device and a network of his own. */
function openBrowsers(
  scenario: Scenario,
  cookies: Readonly<Record<string, readonly Cookie[]>>,
): Record<string, Browser> {
  const browsers: Record<string, Browser> = {}
  for (const [index, name] of Object.keys(scenario.people).entries()) {
    const facts = scenario.people[name]?.facts ?? {}
    const device = {
      userAgent: String(facts.device ?? `Browser of ${name}`),
      ip: String(facts.network ?? `192.0.2.${index + 1}`),
    }
    browsers[name] = openBrowser(device, cookies[name])
  }
  return browsers
}
