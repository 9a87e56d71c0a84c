import type { Amount } from '@modosu/kernel'

/** Where points are used; each channel has limits of its own. */
export type Channel = 'mall' | 'travel' | 'pay' | 'other'
export type Rank = 'regular' | 'silver' | 'gold' | 'platinum' | 'diamond'

interface UseLimit {
  readonly atLeast: bigint
  readonly perOrder: bigint
  readonly perMonth: bigint
}

/** The rules of points that hold from a day on; a later row ends the one before. */
export interface PointsRules {
  readonly since: Date
  /** One point for each full sum of yen, tax excluded. */
  readonly yenPerPoint: bigint
  /** Earned points can be used from the start of this day after the purchase, in Japan. */
  readonly pendingDays: number
  /** The rank of a month is earned in the months before it. */
  readonly rankMonths: number
  /** From the highest down. */
  readonly ranks: readonly {
    readonly rank: Rank
    readonly points: bigint
    readonly times: number
    readonly needsCard: boolean
  }[]
  readonly limits: Readonly<Record<Channel, Readonly<Record<'usual' | 'diamond', UseLimit>>>>
  /** How long points live that are given back after their date, where the member is not to blame. */
  readonly regrantDays: number
  /** Members are told so long before points of theirs end. */
  readonly noticeDays: number
}

const usual = { perOrder: 30_000n, perMonth: 100_000n }
const diamond = { perOrder: 500_000n, perMonth: 500_000n }
const inPay = { atLeast: 1n, perOrder: 100_000n, perMonth: 1_000_000n }

/**
 * The rules by the day from which they hold. What no published rule says is a parameter of this
 * house: the limits of `pay`, `regrantDays` and `noticeDays`.
 */
const RULES: readonly PointsRules[] = [
  {
    since: new Date('2000-01-01T00:00:00+09:00'),
    yenPerPoint: 100n,
    pendingDays: 20,
    rankMonths: 6,
    ranks: [
      { rank: 'diamond', points: 4_000n, times: 30, needsCard: true },
      { rank: 'platinum', points: 2_000n, times: 15, needsCard: false },
      { rank: 'gold', points: 700n, times: 7, needsCard: false },
      { rank: 'silver', points: 200n, times: 2, needsCard: false },
    ],
    limits: {
      mall: { usual: { ...usual, atLeast: 1n }, diamond: { ...diamond, atLeast: 1n } },
      travel: { usual: { ...usual, atLeast: 100n }, diamond: { ...diamond, atLeast: 100n } },
      other: { usual: { ...usual, atLeast: 50n }, diamond: { ...diamond, atLeast: 50n } },
      pay: { usual: inPay, diamond: inPay },
    },
    regrantDays: 30,
    noticeDays: 7,
  },
]

export function rulesAt(now: Date): PointsRules {
  const rules = RULES.findLast(({ since }) => since <= now)
  if (!rules) throw new Error(`no rules of points hold on ${now.toISOString()}`)
  return rules
}

export function limitOf(rules: PointsRules, channel: Channel, rank: Rank): UseLimit {
  return rules.limits[channel][rank === 'diamond' ? 'diamond' : 'usual']
}

/** The highest rank whose terms are met. */
export function rankFor(
  rules: PointsRules,
  earned: { readonly points: Amount; readonly times: number; readonly hasCard: boolean },
): Rank {
  const met = rules.ranks.find(
    ({ points, times, needsCard }) =>
      earned.points >= points && earned.times >= times && (earned.hasCard || !needsCard),
  )
  return met?.rank ?? 'regular'
}
