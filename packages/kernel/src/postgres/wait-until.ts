import { setTimeout as delay } from 'node:timers/promises'
import { startStopwatch } from '../clock.ts'

const POLL_MS = 5

/** Asks until the answer is not `undefined`; gives `undefined` when the time is over. */
export async function waitUntil<Value>(
  timeoutMs: number,
  ask: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  const elapsedMs = startStopwatch()
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (elapsedMs() > timeoutMs) return undefined
    await delay(POLL_MS)
  }
}
