import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { applyDecision } from './apply-decision.ts'
import { waitingOf } from './case-facts.ts'
import { checkDecision } from './check-decision.ts'
import type { DeskDeps } from './desk-deps.ts'
import type { DeskRefusal } from './errors.ts'
import { DECISIONS_MAX } from './limits.ts'
import { lockCaseFile } from './store/case-files.ts'
import { type DecisionKind, insertDecision, selectDecisions } from './store/decisions.ts'
import { insertTimeline } from './store/timeline.ts'

/**
 * A member of staff decides about a claim, or proposes it: above the company's limit (points of the
 * whole claim) a second person has to agree before anything happens.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/not_ours_to_decide`, `desk/case_closed`,
 * `desk/already_returned`, `desk/already_decided`, `desk/nothing_to_decide`,
 * `desk/evidence_missing`, `desk/decision_waiting`, `desk/claim_refused`. Safe to repeat under its
 * idempotency key.
 */
export async function proposeDecision(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string; kind: DecisionKind; reason: string; staffId: string },
): Promise<Result<{ decisionId: string; state: 'effective' | 'awaiting_second' }, DeskRefusal>> {
  const { caseId, kind, reason, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const decisions = await selectDecisions(ctx, caseId, DECISIONS_MAX)
  const checked = await checkDecision(ctx, desk, { file, decisions, kind })
  if ('refusal' in checked) return refuse(checked.refusal)
  const waiting = waitingOf(decisions)
  if (waiting) return refuse({ code: 'desk/decision_waiting', decisionId: waiting.decisionId })
  const amount = checked.claim.buckets.stolen
  const state = amount > desk.policy.twoPeopleAbove ? 'awaiting_second' : 'effective'
  const decisionId = ctx.newId('dec')
  await insertDecision(ctx, {
    decisionId,
    caseId,
    kind,
    amount,
    reason,
    proposedBy: staffId,
    state,
  })
  await insertTimeline(ctx, caseId, {
    kind: 'decision_proposed',
    by: 'desk',
    staffId,
    facts: { decisionId, kind, amount: String(amount) },
  })
  if (state === 'effective') {
    const applied = await applyDecision(ctx, desk, file, {
      decisionId,
      kind,
      amount,
      reasons: [reason],
      staffId,
    })
    if (!applied.ok) return applied
  }
  return ok({ decisionId, state })
}
