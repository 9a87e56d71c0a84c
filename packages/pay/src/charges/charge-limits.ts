import { addHours, startOfJstDay } from '@modosu/kernel'

/** How much may be charged; an older published rule, which later ones may end. */
interface ChargeLimits {
  readonly since: Date
  readonly atLeast: bigint
  readonly atMost: bigint
  readonly perMonth: bigint
  /** A bank account that was registered so lately may be used for less. */
  readonly newForDays: number
  readonly perDayWhileNew: bigint
}

const LIMITS: readonly ChargeLimits[] = [
  {
    since: new Date('2000-01-01T00:00:00+09:00'),
    atLeast: 1_000n,
    atMost: 100_000n,
    perMonth: 100_000n,
    newForDays: 30,
    perDayWhileNew: 10_000n,
  },
]

const HOURS_OF_DAY = 24

export function chargeLimitsAt(now: Date): ChargeLimits {
  const limits = LIMITS.findLast(({ since }) => since <= now)
  if (!limits) throw new Error(`no limits of charging hold on ${now.toISOString()}`)
  return limits
}

/** From when what was charged counts against the limit of a new bank account, if it is new. */
export function countedWhileNew(now: Date, registeredAt: Date): Date | undefined {
  const { newForDays } = chargeLimitsAt(now)
  const isNew = addHours(registeredAt, newForDays * HOURS_OF_DAY) > now
  return isNew ? startOfJstDay(now) : undefined
}
