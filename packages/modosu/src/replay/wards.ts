import type { ShownLot } from './world.ts'

/** Amounts by expiry. */
export type LotSums = ReadonlyMap<string, bigint>

/**
 * A victim's account under watch: what it would hold if the intruder had never come, and what he
 * took. Measured on the balances alone, step by step; no word of any company goes into it.
 */
export interface Ward {
  readonly last: LotSums
  readonly shouldBe: LotSums
  readonly stolen: bigint
}

export const newWard: Ward = { last: new Map(), shouldBe: new Map(), stolen: 0n }

/**
 * Takes a look at the account after somebody did something. What an intruder changed is stolen; what
 * others changed belongs there, until the cry for help: from then on changes are the giving back.
 */
export function lookAtWard(
  ward: Ward,
  lots: readonly ShownLot[],
  seen: { readonly byIntruder: boolean; readonly cried: boolean },
): Ward {
  const last = sumLots(lots)
  const change = subtractLots(last, ward.last)
  if (seen.byIntruder) return { ...ward, last, stolen: ward.stolen - totalOf(change) }
  return { ...ward, last, shouldBe: seen.cried ? ward.shouldBe : addLots(ward.shouldBe, change) }
}

/** Regular points have no date while they wait in a case; they are regular points all the same. */
const WITHOUT_DATE = 'never'
const REGULAR = 'rolling'

export function sumLots(lots: readonly ShownLot[]): LotSums {
  const sums = new Map<string, bigint>()
  for (const { expiresAt, amount } of lots) {
    const key = expiresAt === WITHOUT_DATE ? REGULAR : expiresAt
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(amount))
  }
  return sums
}

export function addLots(a: LotSums, b: LotSums): LotSums {
  const sums = new Map(a)
  for (const [expiresAt, amount] of b) sums.set(expiresAt, (sums.get(expiresAt) ?? 0n) + amount)
  return sums
}

export function subtractLots(a: LotSums, b: LotSums): LotSums {
  return addLots(a, new Map([...b].map(([expiresAt, amount]) => [expiresAt, -amount])))
}

export function totalOf(lots: LotSums): bigint {
  return [...lots.values()].reduce((total, amount) => total + amount, 0n)
}

/** True when no expiry has more in `actual` than in `wanted`: nothing came back as something else. */
export function fitsInto(actual: LotSums, wanted: LotSums): boolean {
  return [...actual].every(([expiresAt, amount]) => amount <= (wanted.get(expiresAt) ?? 0n))
}
