export function p99(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN
}

const DIGITS = 4

/** Four digits that say something; the rest is noise. */
export const round = (value: number) => Number(value.toPrecision(DIGITS))
