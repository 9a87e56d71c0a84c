/** A stream of chance that is the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  /** True once in `times` on average. */
  oneIn(times: number): boolean
  pick<Value>(values: readonly Value[]): Value
  /** One of the values, each as likely as its weight says. */
  weighted<Value extends { readonly weight: number }>(values: readonly Value[]): Value
  bytes(size: number): Uint8Array
}

/** Mulberry32: small, quick, and good enough to choose what happens next. */
export function openRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number) => next() % limit
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    oneIn: (times) => below(times) === 0,
    pick(values) {
      const value = values[below(values.length)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
    weighted(values) {
      let left = below(values.reduce((sum, value) => sum + value.weight, 0))
      for (const value of values) {
        left -= value.weight
        if (left < 0) return value
      }
      throw new Error('nothing to weigh')
    },
    bytes: (size) => Uint8Array.from({ length: size }, () => below(256)),
  }
}

/** A seed of its own for each name, so that what one step draws does not depend on other steps. */
export function seedOf(seed: number, name: string): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0
    hash = (hash ^ (hash >>> 13)) >>> 0
  }
  return hash
}
