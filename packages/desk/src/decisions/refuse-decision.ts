import { assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { DeskRefusal } from '../errors.ts'
import { updateSecond } from '../store/decisions.ts'
import { insertTimeline } from '../store/timeline.ts'
import { judgeDecision } from './judge-decision.ts'

/**
 * The second person sends a proposal back, with a reason; another one may be made.
 *
 * Refuses, in this order: `desk/unknown_decision`, `desk/already_decided`, `desk/same_person`.
 */
export async function refuseDecision(
  ctx: Ctx,
  input: { decisionId: string; reason: string; staffId: string },
): Promise<Result<{ decisionId: string; state: 'refused' }, DeskRefusal>> {
  const found = await judgeDecision(ctx, input)
  if (!found.ok) return found
  const { decisionId, staffId, reason } = input
  const isWritten = await updateSecond(ctx, { decisionId, staffId, reason, state: 'refused' })
  assert(isWritten, 'the case is locked, so nobody else can have decided')
  await insertTimeline(ctx, found.value.file.caseId, {
    kind: 'decision_refused',
    by: 'desk',
    staffId,
    facts: { decisionId, reason },
  })
  return ok({ decisionId, state: 'refused' })
}
