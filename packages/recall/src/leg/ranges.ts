import { amount, assert } from '@modosu/kernel'
import type { Range } from './parts.ts'

/** Sorts ranges and joins those that touch, so that a claim names each offset once. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => (a.lo < b.lo ? -1 : 1))
  const merged: Range[] = []
  for (const range of sorted) {
    const last = merged.at(-1)
    if (last && last.lo + last.amount === range.lo) {
      merged[merged.length - 1] = { lo: last.lo, amount: amount(last.amount + range.amount) }
    } else {
      merged.push({ lo: range.lo, amount: range.amount })
    }
  }
  return merged
}

/** What of `ranges` is in none of `taken`. */
export function subtract(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  return taken.reduce<Range[]>(
    (left, hole) =>
      left.flatMap((range) => {
        const end = range.lo + range.amount
        const holeEnd = hole.lo + hole.amount
        if (holeEnd <= range.lo || hole.lo >= end) return [range]
        assert(hole.amount > 0n, 'a range is not empty')
        return [
          ...(hole.lo > range.lo ? [{ lo: range.lo, amount: amount(hole.lo - range.lo) }] : []),
          ...(holeEnd < end ? [{ lo: holeEnd, amount: amount(end - holeEnd) }] : []),
        ]
      }),
    [...ranges],
  )
}

export function overlaps(a: Range, b: Range): boolean {
  return a.lo < b.lo + b.amount && b.lo < a.lo + a.amount
}
