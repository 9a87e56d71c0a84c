import type { Cast } from '../world/world.ts'
import { type Outcome, play } from './play.ts'

const TRIES_MAX = 400

/**
 * The shortest history found that breaks the same property: steps are left out, many at a time at
 * first and then one by one, as long as the property still fails.
 */
export async function shrink(cast: Cast, failed: Outcome): Promise<Outcome> {
  let best = failed
  let script = failed.trace.slice(0, failed.rough)
  let tries = 0
  const attempt = async (shorter: readonly string[]): Promise<boolean> => {
    tries += 1
    const outcome = await play(cast, failed.seed, { script: shorter })
    if (outcome.violation?.property !== failed.violation?.property) return false
    best = outcome
    script = outcome.trace.slice(0, outcome.rough)
    return true
  }
  for (let size = Math.ceil(script.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < script.length && tries < TRIES_MAX; ) {
      const shorter = [...script.slice(0, at), ...script.slice(at + size)]
      if (!(await attempt(shorter))) at += size
    }
  }
  return best
}
