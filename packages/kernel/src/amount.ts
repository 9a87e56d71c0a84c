import { assert } from './assert.ts'

declare const amountBrand: unique symbol

/** A whole, non-negative number of units (points or yen). Never a float, never a `number`. */
export type Amount = bigint & { readonly [amountBrand]: true }

/** 2^63 - 1: what a PostgreSQL bigint holds. */
const AMOUNT_MAX = 9_223_372_036_854_775_807n

/** Brands a bigint as an amount. Negative or too large values are a bug of the caller. */
export function amount(value: bigint): Amount {
  assert(value >= 0n && value <= AMOUNT_MAX, `amount out of range: ${value}`)
  return value as Amount
}

/** The way amounts are written in JSON: a string of digits without leading zeros. */
export const AMOUNT_PATTERN = /^(0|[1-9][0-9]{0,15})$/

/** JSON amounts end at 2^53 - 1, so that no reader in any language rounds them silently. */
export const JSON_AMOUNT_MAX = 9_007_199_254_740_991n

/** Reads a JSON amount, or `undefined` when it is not one. */
export function parseAmount(text: string): Amount | undefined {
  if (!AMOUNT_PATTERN.test(text)) return undefined
  const value = BigInt(text)
  return value <= JSON_AMOUNT_MAX ? amount(value) : undefined
}

export function sumAmounts(values: Iterable<bigint>): Amount {
  let total = 0n
  for (const value of values) total += value
  return amount(total)
}
