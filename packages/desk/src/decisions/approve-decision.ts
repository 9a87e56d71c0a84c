import { assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { updateSecond } from '../store/decisions.ts'
import { applyDecision } from './apply-decision.ts'
import { checkDecision } from './check-decision.ts'
import { judgeDecision } from './judge-decision.ts'

/**
 * The second person agrees, and the decision is carried out.
 *
 * Refuses, in this order: `desk/unknown_decision`, `desk/already_decided`, `desk/same_person`, then
 * whatever has come to stand against the decision since it was proposed (`desk/case_closed`,
 * `desk/already_returned`, `desk/nothing_to_decide`, `desk/evidence_missing`), and
 * `desk/claim_refused`.
 */
export async function approveDecision(
  ctx: Ctx,
  desk: DeskDeps,
  input: { decisionId: string; reason: string; staffId: string },
): Promise<Result<{ decisionId: string; state: 'effective' }, DeskRefusal>> {
  const found = await judgeDecision(ctx, input)
  if (!found.ok) return found
  const { file, decisions, decision } = found.value
  const checked = await checkDecision(ctx, desk, { file, decisions, kind: decision.kind })
  if ('refusal' in checked) return refuse(checked.refusal)
  const { decisionId, kind, amount } = decision
  const isWritten = await updateSecond(ctx, { ...input, state: 'effective' })
  assert(isWritten, 'the case is locked, so nobody else can have decided')
  const applied = await applyDecision(ctx, desk, file, {
    decisionId,
    kind,
    amount,
    reasons: [decision.reason, input.reason],
    staffId: input.staffId,
  })
  if (!applied.ok) return applied
  return ok({ decisionId, state: 'effective' })
}
