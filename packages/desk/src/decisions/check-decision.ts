import type { Ctx } from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { type ClaimView, lookAtClaim } from '../look-at-claim.ts'
import type { CaseFile } from '../store/case-files.ts'
import type { Decision, DecisionKind } from '../store/decisions.ts'

/**
 * Says why a decision of this kind cannot be taken now, or gives the claim that it is about. Asked
 * when the decision is proposed and again when the second person approves it, since value may have
 * moved in between. Checks in order: `desk/not_ours_to_decide`, `desk/case_closed`,
 * `desk/already_returned` or `desk/nothing_returned`, `desk/already_decided`, `desk/nothing_to_decide`,
 * `desk/evidence_missing`.
 */
export async function checkDecision(
  ctx: Ctx,
  desk: DeskDeps,
  input: { file: CaseFile; decisions: readonly Decision[]; kind: DecisionKind },
): Promise<{ refusal: DeskRefusal } | { claim: ClaimView }> {
  const { file, decisions, kind } = input
  if (file.askedBy !== null) return { refusal: { code: 'desk/not_ours_to_decide' } }
  // That a return was wrong may be found long after the case was closed.
  if (kind === 'undo') return await checkUndo(ctx, desk, file, decisions)
  if (file.closedAt) return { refusal: { code: 'desk/case_closed' } }
  const claim = await lookAtClaim(ctx, desk, file.caseId)
  if (!claim) return { refusal: { code: 'desk/nothing_to_decide' } }
  const returned = claim.buckets.returned
  if (kind === 'withdraw' && returned > 0n) {
    return { refusal: { code: 'desk/already_returned', returned: String(returned) } }
  }
  const { decided } = file
  // Returning may still be taken back by withdrawing, as long as nothing has come home; the
  // stance of a withdrawn claim never goes back.
  if (decided === kind || decided === 'withdraw') {
    return { refusal: { code: 'desk/already_decided', decision: decided } }
  }
  if (claim.settled) return { refusal: { code: 'desk/nothing_to_decide' } }
  if (kind === 'return' && file.evidence === 'press' && !file.verifiedAt) {
    return { refusal: { code: 'desk/evidence_missing', evidence: 'press' } }
  }
  return { claim }
}

async function checkUndo(
  ctx: Ctx,
  desk: DeskDeps,
  file: CaseFile,
  decisions: readonly Decision[],
): Promise<{ refusal: DeskRefusal } | { claim: ClaimView }> {
  const claim = await lookAtClaim(ctx, desk, file.caseId)
  if (!claim || claim.buckets.returned === 0n) return { refusal: { code: 'desk/nothing_returned' } }
  const done = decisions.some((one) => one.kind === 'undo' && one.state === 'effective')
  if (done) return { refusal: { code: 'desk/already_decided', decision: 'undo' } }
  return { claim }
}
