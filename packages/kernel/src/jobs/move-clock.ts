import type { MovableClock } from '../clock.ts'
import { wallClock } from '../clock.ts'
import { inTransaction, type Pool } from '../database.ts'
import type { Runtime } from '../runtime.ts'
import type { JobRunner } from './run-jobs.ts'

/** A process whose clock may be moved, with the runner that has to look again afterwards. */
export interface MovableRuntime {
  readonly runtime: Runtime
  readonly clock: MovableClock
  readonly runner: JobRunner
}

/**
 * Moves the demo's clock to `now`, forwards or backwards, and every waiting job with it, so that
 * what is due on the story's clock is due. Only a runtime with a movable clock can do it; a
 * production runtime has the wall clock and no way here.
 */
export async function moveClock(moved: MovableRuntime, now: Date): Promise<void> {
  const { runtime, clock, runner } = moved
  const offsetMs = now.getTime() - wallClock.now().getTime()
  const shiftMs = offsetMs - clock.offsetMs
  await inTransaction(runtime.pool, async (tx) => {
    await tx.query('update kernel.clock set offset_ms = $1', [Math.round(offsetMs)])
    await tx.query(
      `update pgboss.job set start_after = start_after - $1 * interval '1 millisecond'
       where state in ('created', 'retry')`,
      [shiftMs],
    )
  })
  clock.setOffset(offsetMs)
  runner.poke()
}

/** Reads how far the clock stood when the last process ended. */
export async function readClockOffset(pool: Pool): Promise<number> {
  const answer = await pool.query<{ offset_ms: bigint }>('select offset_ms from kernel.clock')
  return Number(answer.rows[0]?.offset_ms ?? 0n)
}
