import type { Outcome } from './play.ts'

/** A broken history for people: what does not hold, by which steps, and how to play it again. */
export function tellBroken(outcome: Outcome): string {
  const { seed, violation, trace, rough } = outcome
  const lines = trace.map((name, i) => `  ${i === rough ? '(the faults end) ' : ''}${name}`)
  return [
    `seed ${seed} breaks ${violation?.property}: ${violation?.message}`,
    ...lines,
    `again: npm run sim:recall -- --seeds 1 --from ${seed}`,
  ].join('\n')
}
