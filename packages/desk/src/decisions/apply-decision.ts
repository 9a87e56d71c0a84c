import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { askAgain, confirmClaim, type RecallError, undoReturn, withdrawClaim } from '@modosu/recall'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { decisionMail } from '../letters/case-mails.ts'
import { mailToOwner } from '../letters/mail-to-owner.ts'
import { type CaseFile, updateDecided } from '../store/case-files.ts'
import type { DecisionKind } from '../store/decisions.ts'
import { keepPromise } from '../store/promises.ts'
import { endTasks } from '../store/tasks.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * Carries out a decision that has all the people it needs: the claim follows it, the promise is kept,
 * the owner hears of it with the reasons. The engine may refuse (`desk/claim_refused`), and then
 * nothing of the decision stands.
 */
export async function applyDecision(
  ctx: Ctx,
  desk: DeskDeps,
  file: CaseFile,
  decision: {
    decisionId: string
    kind: DecisionKind
    amount: bigint
    reasons: readonly string[]
    staffId: string
  },
): Promise<Result<undefined, DeskRefusal>> {
  const { caseId } = file
  const followed = await follow(ctx, desk, file, decision.kind)
  if (!followed.ok) return refuse({ code: 'desk/claim_refused', claim: followed.error.code })
  await updateDecided(ctx, caseId, decision.kind === 'return' ? 'return' : 'withdraw')
  await keepPromise(ctx, caseId, 'decision')
  if (decision.kind === 'undo') await endTasks(ctx, { caseId, kind: 'own_returned' })
  await keepPromise(ctx, caseId, 'first_word')
  await insertTimeline(ctx, caseId, {
    kind: 'decision_effective',
    by: 'desk',
    staffId: decision.staffId,
    facts: {
      decisionId: decision.decisionId,
      kind: decision.kind,
      amount: String(decision.amount),
    },
  })
  const mail = decisionMail({
    caseNumber: file.caseNumber,
    kind: decision.kind,
    amount: decision.amount,
    reason: decision.reasons.join(' / '),
    people: decision.reasons.length > 1 ? 2 : 1,
  })
  await mailToOwner(ctx, desk, file, mail)
  return ok(undefined)
}

/** The claim follows the decision; what a hold that ran out has let go is asked for once more. */
async function follow(
  ctx: Ctx,
  desk: DeskDeps,
  file: CaseFile,
  kind: DecisionKind,
): Promise<Result<unknown, RecallError>> {
  const { caseId } = file
  switch (kind) {
    case 'undo':
      return await undoReturn(ctx, desk.recall, { caseId })
    case 'withdraw':
      return await withdrawClaim(ctx, desk.recall, { caseId })
    case 'return': {
      const evidence = file.verifiedAt ? 'verified' : 'machine'
      const confirmed = await confirmClaim(ctx, desk.recall, { caseId, evidence })
      if (confirmed.ok && file.released > 0n) await askAgain(ctx, desk.recall, { caseId })
      return confirmed
    }
  }
}
