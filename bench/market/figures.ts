export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

const DIGITS = 4

/** Four digits that say something; the rest is noise. */
export const round = (value: number) => Number(value.toPrecision(DIGITS))
