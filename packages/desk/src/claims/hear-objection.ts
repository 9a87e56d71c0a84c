import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { decideAppeal } from '@modosu/recall'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { lockCaseFile } from '../store/case-files.ts'
import { endTasks } from '../store/tasks.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * Somebody has heard the holder: he keeps his value, or the decision goes on with the time left.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/already_decided`, `desk/claim_refused`.
 */
export async function hearObjection(
  ctx: Ctx,
  desk: DeskDeps,
  input: {
    caseId: string
    appealId: string
    outcome: 'kept' | 'dismissed'
    reason: string
    staffId: string
  },
): Promise<Result<{ outcome: 'kept' | 'dismissed' }, DeskRefusal>> {
  const { caseId, appealId, outcome, reason, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const decided = await decideAppeal(ctx, desk.recall, { appealId, outcome, decidedBy: staffId })
  if (!decided.ok) {
    return decided.error.code === 'recall/already_decided'
      ? refuse({ code: 'desk/already_decided' })
      : refuse({ code: 'desk/claim_refused', claim: decided.error.code })
  }
  await endTasks(ctx, { caseId, kind: 'objection', subject: appealId })
  const facts = { appealId, outcome, reason }
  await insertTimeline(ctx, caseId, { kind: 'holder_heard', by: 'desk', staffId, facts })
  return ok({ outcome })
}
