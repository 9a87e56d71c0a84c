import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { decideContest } from '@modosu/recall'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { lockCaseFile } from '../store/case-files.ts'
import { endTasksAbout } from '../store/tasks.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * A supervisor decides which of two claims about the same value has it, with the reason. `forCaseId`
 * is the case as its own company calls it.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/already_decided`, `desk/claim_refused`.
 */
export async function judgeContest(
  ctx: Ctx,
  desk: DeskDeps,
  input: {
    caseId: string
    contestId: string
    forCaseId: string
    reason: string
    staffId: string
  },
): Promise<Result<{ forCaseId: string }, DeskRefusal>> {
  const { caseId, contestId, forCaseId, reason, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const decided = await decideContest(ctx, desk.recall, {
    contestId,
    caseId: forCaseId,
    decidedBy: staffId,
  })
  if (!decided.ok) {
    return decided.error.code === 'recall/already_decided'
      ? refuse({ code: 'desk/already_decided' })
      : refuse({ code: 'desk/claim_refused', claim: decided.error.code })
  }
  await endTasksAbout(ctx, 'claims_met', contestId)
  const facts = { contestId, forCaseId, reason }
  await insertTimeline(ctx, caseId, { kind: 'claims_judged', by: 'desk', staffId, facts })
  return ok({ forCaseId })
}
