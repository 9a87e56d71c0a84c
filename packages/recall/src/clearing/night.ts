import { assert, type Ctx, type JobData, jstHour } from '@modosu/kernel'
import { releaseLapsedHolds } from '@modosu/ledger'
import type { RecallDeps } from '../recall-deps.ts'
import { moveNightClock, setNightClock } from '../store/clearing.ts'

/** The hour, in Japan, at which least happens. */
const HOUR = 4
/** A hundred holds each; a job that cannot end must be seen, not go on for ever. */
const SWEEPS_MAX = 1_000
const NIGHT_JOB = 'recall.night'

/** Starts the work of the nights; starting it again changes nothing. */
export async function startNights(ctx: Ctx): Promise<void> {
  const runAt = jstHour(ctx.now, 1, HOUR)
  if (await setNightClock(ctx, runAt)) await enqueueNight(ctx, runAt)
}

/**
 * What a company does once a night: holds of the ledger whose own end has come go back to whom they
 * were taken from, and each neighbour is asked what it says of the clearing accounts between us. After
 * an outage one run makes good for all the nights that were missed; a run twice does nothing.
 */
export async function runNight(ctx: Ctx, deps: RecallDeps, data: JobData): Promise<void> {
  const runAt = new Date(String(data.runAt))
  const next = jstHour(ctx.now, 1, HOUR)
  if (!(await moveNightClock(ctx, runAt, next))) return
  const { graceDays } = deps.policy
  for (let sweep = 1; (await releaseLapsedHolds(ctx, { graceDays })).more; sweep++) {
    assert(sweep < SWEEPS_MAX, 'holds that ran out are more than one night can end')
  }
  for (const neighbour of Object.keys(deps.neighbours.neighbours)) {
    await ctx.enqueue({ kind: 'recall.compare_clearing', data: { neighbour } })
  }
  await ctx.emit({ type: 'recall.night_came', data: { runAt: runAt.toISOString() } })
  await enqueueNight(ctx, next)
}

async function enqueueNight(ctx: Ctx, runAt: Date): Promise<void> {
  await ctx.enqueue({ kind: NIGHT_JOB, data: { runAt: runAt.toISOString() }, dueAt: runAt })
}
