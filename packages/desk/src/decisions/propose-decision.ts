import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { countFailedClaims, peopleNeeded } from '@modosu/recall'
import { waitingOf } from '../case-facts.ts'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { DECISIONS_MAX } from '../limits.ts'
import { type CaseFile, lockCaseFile } from '../store/case-files.ts'
import { type DecisionKind, insertDecision, selectDecisions } from '../store/decisions.ts'
import { insertTimeline } from '../store/timeline.ts'
import { applyDecision } from './apply-decision.ts'
import { checkDecision } from './check-decision.ts'

/**
 * A member of staff decides about a claim, or proposes it: above the company's limit (points of the
 * whole claim) a second person has to agree before anything happens.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/not_ours_to_decide`, `desk/case_closed`,
 * `desk/already_returned` or `desk/nothing_returned`, `desk/already_decided`, `desk/nothing_to_decide`,
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
  const { buckets, undecided } = checked.claim
  // The limit is about the whole claim: nobody comes below it by claiming in pieces.
  const isForTwo = await needsTwo(ctx, desk, { file, kind, amount: buckets.stolen })
  const amount = kind === 'undo' ? buckets.returned : undecided > 0n ? undecided : buckets.stolen
  const state = isForTwo ? 'awaiting_second' : 'effective'
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

/**
 * Two people decide above the limit of the company, at any amount after a claim of the same owner that
 * failed or where the rules of the recall say so, and whenever a return is taken back.
 */
async function needsTwo(
  ctx: Ctx,
  desk: DeskDeps,
  decision: { file: CaseFile; kind: DecisionKind; amount: bigint },
): Promise<boolean> {
  const { file, kind, amount } = decision
  if (kind === 'undo' || amount > desk.policy.twoPeopleAbove) return true
  if (kind === 'withdraw') return false
  const failedBefore = file.ownerId ? await countFailedClaims(ctx, file.ownerId) : 0
  const evidence = file.verifiedAt ? 'verified' : (file.evidence ?? 'press')
  const { rules } = desk.recall.policy
  return peopleNeeded(rules, { evidence, amount, failedBefore }) === 2
}
