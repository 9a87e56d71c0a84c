import type { Ctx } from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import { DECISION_HOURS, hoursLater, makePromise } from '../promises/make-promise.ts'
import { findOpenPromise } from '../store/promises.ts'

/**
 * Promises a decision before the unconfirmed hold ends by itself: one that came after its end would
 * come too late. Where one is promised already, that time stands.
 */
export async function promiseDecision(
  ctx: Ctx,
  desk: DeskDeps,
  claim: { caseId: string; evidence: 'press' | 'machine' | 'verified' },
): Promise<void> {
  const { caseId, evidence } = claim
  if (await findOpenPromise(ctx, caseId, 'decision')) return
  const hours = Math.min(DECISION_HOURS, desk.recall.policy.holdHours[evidence])
  await makePromise(ctx, { caseId, kind: 'decision', dueAt: hoursLater(ctx.now, hours) })
}
