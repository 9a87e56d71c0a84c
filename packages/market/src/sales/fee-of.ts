import { type Amount, amount } from '@modosu/kernel'
import type { MarketProfile } from '../profiles/profile.ts'

const PERMILLE = 1_000n

/**
 * What the market keeps of a sale of this day, in yen: the fee and the tax on it, rounded down once,
 * in the seller's favour. The public rule names no rounding.
 */
export function feeOf(profile: MarketProfile, price: bigint, at: Date): Amount {
  const rule = profile.fees.findLast(({ from }) => from <= at)
  if (!rule) return amount(0n)
  const withTax = BigInt(rule.permille) * (PERMILLE + BigInt(rule.taxPermille))
  return amount((price * withTax) / (PERMILLE * PERMILLE))
}
