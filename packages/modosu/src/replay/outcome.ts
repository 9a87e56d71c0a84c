import { assert } from '@modosu/kernel'
import type { Mode, Scenario } from './scenario.ts'
import type { ShownLot } from './world.ts'

/** The figures of one played scenario; amounts as strings of digits in points and yen. */
export interface Outcome {
  readonly scenario: string
  readonly mode: Mode
  readonly stolen: string
  readonly returned: string
  /** Real milliseconds from the first cry for help until everything was held; null if never. */
  readonly pressToHeldMs: number | null
  readonly pressToReturnedMs: number | null
  /** The same on the story's clock, in seconds. */
  readonly storyToHeldSeconds: number | null
  readonly storyToReturnedSeconds: number | null
  readonly sellerLoss: string
  readonly thiefGain: string
  /** True when every returned point is in its own lot with its own expiry. */
  readonly sameLots: boolean
  /** True when every expectation of the file held. */
  readonly expected: boolean
}

/** A moment on both clocks, in milliseconds. */
export interface Moment {
  readonly realMs: number
  readonly storyMs: number
}

export interface Ending {
  readonly marks: Readonly<Partial<Record<'press' | 'held' | 'returned', Moment>>>
  readonly lotsBefore: readonly ShownLot[]
  readonly lotsAfter: readonly ShownLot[]
  readonly sellerMoney: bigint
  readonly shipped: boolean
  readonly fault: string | undefined
}

/** Counts what a play came to and compares it with what the file expects. */
export function countOutcome(scenario: Scenario, mode: Mode, ending: Ending): Outcome {
  const expectation = scenario.outcome.expected[mode]
  assert(expectation, `${scenario.scenario} says nothing of ${mode}`)
  const { press, held, returned } = ending.marks
  const lost = total(ending.lotsBefore) - total(ending.lotsAfter)
  const stolen = BigInt(scenario.outcome.stolen)
  const price = BigInt(scenario.outcome.price)
  const figures = {
    returned: String(stolen - lost),
    sellerLoss: String(ending.shipped ? price - ending.sellerMoney : 0n),
    thiefGain: String(ending.shipped ? price : 0n),
  }
  const asExpected = Object.entries(expectation).every(
    ([name, value]) => figures[name as keyof typeof figures] === value,
  )
  return {
    scenario: scenario.scenario,
    mode,
    stolen: scenario.outcome.stolen,
    ...figures,
    pressToHeldMs: press && held ? round(held.realMs - press.realMs) : null,
    pressToReturnedMs: press && returned ? round(returned.realMs - press.realMs) : null,
    storyToHeldSeconds: press && held ? round((held.storyMs - press.storyMs) / 1000) : null,
    storyToReturnedSeconds:
      press && returned ? round((returned.storyMs - press.storyMs) / 1000) : null,
    sameLots: sameLots(ending.lotsBefore, ending.lotsAfter),
    expected: asExpected && ending.fault === undefined,
  }
}

function total(lots: readonly ShownLot[]): bigint {
  return lots.reduce((sum, lot) => sum + BigInt(lot.amount), 0n)
}

/** The same amount under every expiry as before the theft. */
function sameLots(before: readonly ShownLot[], after: readonly ShownLot[]): boolean {
  const byExpiry = (lots: readonly ShownLot[]) => {
    const sums = new Map<string, bigint>()
    for (const lot of lots) {
      sums.set(lot.expiresAt, (sums.get(lot.expiresAt) ?? 0n) + BigInt(lot.amount))
    }
    return JSON.stringify([...sums].map(([at, sum]) => [at, String(sum)]).sort())
  }
  return byExpiry(before) === byExpiry(after)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
