/** Numbers that look random and are the same in every run (mulberry32). */
export function seededChance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of them, each as likely. */
export function pick<Thing>(chance: () => number, things: readonly Thing[]): Thing {
  return things[Math.floor(chance() * things.length)] as Thing
}

/** One of them, the first ones far oftener: the n-th with a weight of about 1/n. */
export function pickCommon<Thing>(chance: () => number, things: readonly Thing[]): Thing {
  return things[Math.floor((things.length + 1) ** chance()) - 1] as Thing
}
