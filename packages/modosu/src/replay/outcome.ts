import { type CaseAccounts, findInnocentHolds } from './case-accounts.ts'
import type { Mode, Scenario } from './scenario.ts'
import {
  addLots,
  fitsInto,
  type LotSums,
  subtractLots,
  sumLots,
  totalOf,
  type Ward,
} from './wards.ts'
import { sumOf } from './watched.ts'
import type { ShownLot, ShownMove } from './world.ts'

/** The amounts of one played scenario, as strings of digits in points and yen. */
interface Amounts {
  readonly stolen: string
  /** Stopped by a case, wherever it was found. */
  readonly held: string
  /** Back in the victims' own lots, or waiting there until they have proved themselves. */
  readonly returned: string
  /** Neither back nor held at the end: kept in good faith, spent, or lost. */
  readonly gone: string
  /** Paid to the victims out of a company's loss account. */
  readonly compensated: string
  readonly sellerLoss: string
  readonly thiefGain: string
  /** Held for a case and let go again in front of the very holder. */
  readonly innocentHeld: string
  readonly stillHeld: string
}

/** The figures of one played scenario. */
export interface Outcome extends Amounts {
  readonly scenario: string
  readonly mode: Mode
  /** Real milliseconds from the first cry for help until everything was held; null if never. */
  readonly pressToHeldMs: number | null
  readonly pressToReturnedMs: number | null
  /** The same on the story's clock, in seconds. */
  readonly storyToHeldSeconds: number | null
  readonly storyToReturnedSeconds: number | null
  /** The longest that value of an innocent was held, on the story's clock. */
  readonly innocentHeldSeconds: number
  /** True when every returned point is in its own lot with its own expiry. */
  readonly sameLots: boolean
  /** True when every expectation of the file held. */
  readonly expected: boolean
  /** What came out otherwise, in words; empty when `expected`. */
  readonly unexpected: readonly string[]
}

/** A moment on both clocks, in milliseconds. */
export interface Moment {
  readonly realMs: number
  readonly storyMs: number
}

export type Marks = Readonly<Partial<Record<'press' | 'held' | 'returned', Moment>>>

/** How things stand when the story is over. */
export interface Ending {
  readonly marks: Marks
  /** False when the cry for help was before the bookmark: then no time since it is known. */
  readonly timed: boolean
  readonly victims: readonly {
    readonly ward: Ward
    readonly lots: readonly ShownLot[]
    readonly moves: readonly ShownMove[]
  }[]
  readonly cases: CaseAccounts
  /** What goods left good-faith sellers, and what came into their accounts. */
  readonly sellers: readonly { readonly goods: bigint; readonly moves: readonly ShownMove[] }[]
  readonly thiefGain: bigint
  readonly fault: string | undefined
}

/** Counts what a play came to and compares it with what the file expects. */
export function countOutcome(scenario: Scenario, mode: Mode, ending: Ending): Outcome {
  const { press, held, returned } = ending.marks
  const innocent = ending.cases.held.flatMap(findInnocentHolds)
  const figures = {
    ...countAmounts(ending),
    innocentHeld: String(innocent.reduce((total, hold) => total + hold.amount, 0n)),
    innocentHeldSeconds: Math.round(Math.max(0, ...innocent.map((hold) => hold.ms)) / 1000),
    pressToHeldMs: press && held ? round(held.realMs - press.realMs) : null,
    pressToReturnedMs: press && returned ? round(returned.realMs - press.realMs) : null,
    storyToHeldSeconds: press && held ? round((held.storyMs - press.storyMs) / 1000) : null,
    storyToReturnedSeconds:
      press && returned ? round((returned.storyMs - press.storyMs) / 1000) : null,
    sameLots: areSameLots(ending),
  }
  const unexpected = [
    ...(ending.fault === undefined ? [] : [ending.fault]),
    ...compare(scenario, { mode, timed: ending.timed }, figures),
  ]
  return {
    scenario: scenario.scenario,
    mode,
    ...figures,
    expected: unexpected.length === 0,
    unexpected,
  }
}

function countAmounts(ending: Ending): Omit<Amounts, 'innocentHeld'> {
  const { victims, cases, sellers } = ending
  const stolen = victims.reduce((total, { ward }) => total + ward.stolen, 0n)
  const shouldBe = victims.reduce((total, { ward }) => total + totalOf(ward.shouldBe), 0n)
  const compensated = totalOf(compensationOf(ending))
  const there = totalOf(lotsAtTheEnd(ending))
  const returned = there - (shouldBe - stolen) - compensated
  const stillHeld = sumOf(cases.heldNow)
  const sellerLoss = sellers.reduce(
    (total, { goods, moves }) => total + goods - inflow(moves, /^(escrow|loss):/),
    0n,
  )
  return {
    stolen: String(stolen),
    held: String(cases.held.reduce((total, moves) => total + inflow(moves, /./), 0n)),
    returned: String(returned),
    gone: String(stolen - returned - stillHeld),
    compensated: String(compensated),
    sellerLoss: String(sellerLoss),
    thiefGain: String(ending.thiefGain),
    stillHeld: String(stillHeld),
  }
}

/** What came in from accounts of that kind. */
function inflow(moves: readonly ShownMove[], from: RegExp): bigint {
  return sumOf(moves.filter((move) => isInflow(move, from)))
}

function isInflow({ amount, counterparty }: ShownMove, from: RegExp): boolean {
  return BigInt(amount) > 0n && from.test(counterparty)
}

/** What a loss account paid to the victims, by expiry. */
function compensationOf({ victims, cases }: Ending): LotSums {
  const moves = [...victims.flatMap((victim) => victim.moves), ...cases.waitingMoves]
  return sumLots(moves.filter((move) => isInflow(move, /^loss:/)).flatMap((move) => move.lots))
}

function lotsAtTheEnd({ victims, cases }: Ending): LotSums {
  return sumLots([...victims.flatMap((victim) => victim.lots), ...cases.waitingNow])
}

function areSameLots(ending: Ending): boolean {
  const wanted = ending.victims.reduce<LotSums>(
    (sums, { ward }) => addLots(sums, ward.shouldBe),
    new Map(),
  )
  return fitsInto(subtractLots(lotsAtTheEnd(ending), compensationOf(ending)), wanted)
}

type Figures = Omit<Outcome, 'scenario' | 'mode' | 'expected' | 'unexpected'>

const HOUR_SECONDS = 3600

/** Every expectation of the file that did not hold, in words. */
function compare(
  scenario: Scenario,
  { mode, timed }: { mode: Mode; timed: boolean },
  figures: Figures,
): string[] {
  const wanted = scenario.outcome.expected[mode]
  if (!wanted) return [`the file expects nothing of ${mode}`]
  const { heldWithinSeconds, returnedWithinHours, innocentHeldHoursAtMost, ...exact } = wanted
  const differences = Object.entries({ stolen: scenario.outcome.stolen, ...exact }).flatMap(
    ([name, value]) => {
      const actual = figures[name as keyof Figures]
      return actual === value ? [] : [`${name} is ${actual} instead of ${value}`]
    },
  )
  const bounds = [
    ['storyToHeldSeconds', heldWithinSeconds],
    ['storyToReturnedSeconds', returnedWithinHours && returnedWithinHours * HOUR_SECONDS],
    ['innocentHeldSeconds', innocentHeldHoursAtMost && innocentHeldHoursAtMost * HOUR_SECONDS],
  ] as const
  const late = bounds.flatMap(([name, bound]) => {
    const actual = figures[name]
    if (!timed || bound === undefined || (actual !== null && actual <= bound)) return []
    return [`${name} is ${actual} instead of ${bound} at most`]
  })
  return [...differences, ...late]
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
