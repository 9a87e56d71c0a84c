import { fill } from './memory.ts'
import type { Marks, Moment } from './outcome.ts'
import type { PlayOptions } from './play-scenario.ts'
import { type Play, PlayFault, playStep } from './play-step.ts'
import type { Step } from './scenario.ts'
import { lookAtWard, newWard, type Ward } from './wards.ts'
import { lotsOf, sumOf } from './watched.ts'
import { comeToRest, moveClocks, type ShownLot } from './world.ts'

/** How far a play has come. */
export interface State {
  clock: { setTo: Date; atMs: number } | undefined
  marks: Marks
  /** Somebody has cried for help, in this play or before its bookmark. */
  cried: boolean
  /** The victims' accounts, by their names under `watch`. */
  readonly wards: Map<string, Ward>
  /** Balances as they were last told. */
  readonly seen: Map<string, bigint>
}

/** Plays one step at its time on the story's clock, tells it, and checks what it says. */
export async function takeStep(
  options: PlayOptions,
  play: Play,
  state: State,
  step: Step,
): Promise<void> {
  const time = new Date(step.time)
  await options.beforeStep?.(step)
  if (!state.clock || time > storyTime(play, state)) {
    await moveClocks(play.world, time)
    state.clock = { setTo: time, atMs: play.stopwatch() }
    await comeToRest(play.world, play.stopwatch)
    const { victims } = options.scenario.outcome
    lookAtVictims(options, state, await readAccounts(options, play, victims))
  }
  if (step.mark === 'press') {
    state.cried = true
    mark(play, state, 'press')
  }
  await playStep(play, step)
  for (const [name, value] of Object.entries(step.remember ?? {})) {
    play.memory.set(name, fill(play.memory, value))
  }
  if (step.mark === 'held' || step.mark === 'returned') mark(play, state, step.mark)
  options.teller.step(step, storyTime(play, state))
  // Right after the press nobody waits: how long it takes until all is held is what is measured.
  if (step.mark !== 'press') await comeToRest(play.world, play.stopwatch)
  const accounts = await readAccounts(options, play, Object.keys(options.scenario.watch))
  lookAtVictims(options, state, accounts, step)
  tellBalances(options, state, accounts)
  checkBalances(step, state)
}

/** The first press counts; the last thing held or returned ends its stopwatch. */
function mark(play: Play, state: State, name: 'press' | 'held' | 'returned'): void {
  if (name === 'press' && state.marks.press) return
  const moment: Moment = { realMs: play.stopwatch(), storyMs: storyTime(play, state).getTime() }
  state.marks = { ...state.marks, [name]: moment }
}

function storyTime(play: Play, state: State): Date {
  if (!state.clock) return new Date(0)
  return new Date(state.clock.setTo.getTime() + play.stopwatch() - state.clock.atMs)
}

/** What watched accounts hold, by their names; all are looked at at once. */
type Accounts = ReadonlyMap<string, readonly ShownLot[] | undefined>

async function readAccounts(
  { scenario }: PlayOptions,
  play: Play,
  names: readonly string[],
): Promise<Accounts> {
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await lotsOf(play, scenario, name)] as const),
    ),
  )
}

function lookAtVictims(
  { scenario }: PlayOptions,
  state: State,
  accounts: Accounts,
  step?: Step,
): void {
  const seen = {
    byIntruder: step !== undefined && scenario.people[step.who]?.intruder === true,
    cried: state.cried,
  }
  for (const name of scenario.outcome.victims) {
    const lots = accounts.get(name)
    if (lots) state.wards.set(name, lookAtWard(state.wards.get(name) ?? newWard, lots, seen))
  }
}

function tellBalances(options: PlayOptions, state: State, accounts: Accounts): void {
  for (const [name, lots] of accounts) {
    if (!lots) continue
    const now = sumOf(lots)
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
