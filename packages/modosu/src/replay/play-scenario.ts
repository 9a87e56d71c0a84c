import { assert, startStopwatch } from '@modosu/kernel'
import type { Cookie } from './browser.ts'
import { readCaseAccounts } from './case-accounts.ts'
import { countOutcome, type Ending, type Outcome } from './outcome.ts'
import { openBrowsers, rememberPeople } from './people.ts'
import { type Play, PlayFault } from './play-step.ts'
import type { Mode, Recipes, Scenario, Step } from './scenario.ts'
import { type State, takeStep } from './take-step.ts'
import { newWard, type Ward } from './wards.ts'
import { lotsOf, movesOf, sumOf } from './watched.ts'
import type { World } from './world.ts'

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
  readonly wards: readonly (readonly [string, Ward])[]
  /** The cry for help was before it: what changes from here on is the giving back. */
  readonly cried: boolean
  readonly seen: readonly (readonly [string, bigint])[]
}

/**
 * Plays a scenario over HTTP against running companies and counts what it came to; from its
 * beginning, or on from a bookmark.
 */
export async function playScenario(options: PlayOptions, from?: Bookmark): Promise<Outcome> {
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
  const ending = await readEnding(options.scenario, play, state)
  return countOutcome(options.scenario, options.mode, { ...ending, fault: fault?.message })
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
    wards: [...state.wards],
    cried: state.cried,
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

function newState(from?: Bookmark): State {
  return {
    clock: undefined,
    marks: {},
    wards: new Map(from?.wards),
    cried: from?.cried ?? false,
    seen: new Map(from?.seen),
  }
}

/** Looks at everything that the figures are counted from, once the story is over. */
async function readEnding(
  scenario: Scenario,
  play: Play,
  state: State,
): Promise<Omit<Ending, 'fault'>> {
  const { victims, sellers, thief } = scenario.outcome
  const left = (goods: { goods: string; shipped: string }) =>
    play.memory.get(goods.shipped) === true ? BigInt(goods.goods) : 0n
  const lots = async (name: string) => (await lotsOf(play, scenario, name)) ?? []
  return {
    marks: state.marks,
    timed: state.marks.press !== undefined || !state.cried,
    victims: await Promise.all(
      victims.map(async (name) => ({
        ward: state.wards.get(name) ?? newWard,
        lots: await lots(name),
        moves: await movesOf(play, scenario, name),
      })),
    ),
    cases: await readCaseAccounts(play.world, play.memory),
    sellers: await Promise.all(
      sellers.map(async (seller) => ({
        goods: seller.gave.reduce((total, goods) => total + left(goods), 0n),
        moves: await movesOf(play, scenario, seller.account),
      })),
    ),
    thiefGain: (
      await Promise.all(
        thief.map(async (gain) =>
          'account' in gain ? sumOf(await lots(gain.account)) : left(gain),
        ),
      )
    ).reduce((total, gain) => total + gain, 0n),
  }
}
