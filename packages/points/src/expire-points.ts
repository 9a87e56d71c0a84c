import { assert, type Ctx, type JobData, startOfJstDay } from '@modosu/kernel'
import { expirePockets } from '@modosu/ledger'
import { tellOfExpiry } from './notices/tell-of-expiry.ts'
import type { PointsDeps } from './points-api.ts'
import { moveExpiryClock, setExpiryClock } from './store/points.ts'

/** The kind of the nightly job. */
export const EXPIRE_JOB = 'points.expire'

/** A million queues a night; a job that cannot end must be seen, not go on for ever. */
const SWEEPS_MAX = 1_000
/** Starts the nightly job with the first points that are given; does nothing afterwards. */
export async function startExpiryClock(ctx: Ctx): Promise<void> {
  const runAt = startOfJstDay(ctx.now, 1)
  if (await setExpiryClock(ctx, runAt)) await enqueueExpiry(ctx, runAt)
}

/**
 * Takes out every point whose expiry has passed, at all accounts whose clock runs, tells members of
 * those that end soon, and asks for the next midnight. After an outage one run makes good for all the nights that were missed. A job that
 * runs twice finds its midnight done and does nothing: a second chain of jobs cannot start.
 */
export async function expirePoints(
  ctx: Ctx,
  deps: Pick<PointsDeps, 'readMembers' | 'origin' | 'displayName'>,
  data: JobData,
): Promise<void> {
  const runAt = new Date(String(data.runAt))
  const next = startOfJstDay(ctx.now, 1)
  if (!(await moveExpiryClock(ctx, runAt, next))) return
  for (let sweep = 1; (await expirePockets(ctx, { now: ctx.now })).more; sweep++) {
    assert(sweep < SWEEPS_MAX, 'expired points are more than one night can take out')
  }
  await tellOfExpiry(ctx, deps)
  await enqueueExpiry(ctx, next)
}

async function enqueueExpiry(ctx: Ctx, runAt: Date): Promise<void> {
  await ctx.enqueue({
    kind: EXPIRE_JOB,
    data: { runAt: runAt.toISOString() },
    dueAt: runAt,
  })
}
