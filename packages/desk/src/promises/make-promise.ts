import type { Ctx } from '@modosu/kernel'
import {
  findOpenPromise,
  insertPromise,
  type PromiseKind,
  tightenPromise,
  updatePromiseDue,
} from '../store/promises.ts'

const HOUR_MS = 60 * 60 * 1000

/** A person answers within a day, within two hours while a parcel can still be kept back. */
export const FIRST_WORD_HOURS = 24
export const FIRST_WORD_UNSHIPPED_HOURS = 2
export const DECISION_HOURS = 7 * 24
/** A neighbour that asks hears from us within a day. */
export const ANSWER_HOURS = 24
/** A promise that was late is followed by a new one, a day later. */
export const LATE_AGAIN_HOURS = 24
/** After so many late promises of one kind the owner is not written to again; the queue still shows it. */
export const PROMISE_ROUNDS_MAX = 14

export function hoursLater(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * HOUR_MS)
}

/** Promises a time, and has somebody look at that time whether it was kept. */
export async function makePromise(
  ctx: Ctx,
  promise: { caseId: string; kind: PromiseKind; dueAt: Date; round?: number },
): Promise<void> {
  const promiseId = ctx.newId('prom')
  await insertPromise(ctx, { promiseId, round: 0, ...promise })
  await watchPromise(ctx, promiseId, promise.dueAt)
}

/** Brings an open promise forward, when it is due later than `dueAt`. */
export async function hurryPromise(
  ctx: Ctx,
  promise: { caseId: string; kind: PromiseKind; dueAt: Date },
): Promise<void> {
  const open = await findOpenPromise(ctx, promise.caseId, promise.kind)
  if (!open || open.round > 0) return
  const moved = await tightenPromise(ctx, open.promiseId, promise.dueAt)
  if (moved) await watchPromise(ctx, open.promiseId, promise.dueAt)
}

/** Moves an open promise to a later time, when its clock stands still for a reason. */
export async function postponePromise(
  ctx: Ctx,
  promise: { promiseId: string; dueAt: Date },
): Promise<void> {
  await updatePromiseDue(ctx, promise.promiseId, promise.dueAt)
  await watchPromise(ctx, promise.promiseId, promise.dueAt)
}

function watchPromise(ctx: Ctx, promiseId: string, dueAt: Date): Promise<void> {
  return ctx.enqueue({ kind: 'desk.check_promise', data: { promiseId }, dueAt })
}
