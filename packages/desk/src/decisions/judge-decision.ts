import { type Ctx, type Result, refuse } from '@modosu/kernel'
import type { DeskRefusal } from '../errors.ts'
import { DECISIONS_MAX } from '../limits.ts'
import { type CaseFile, lockCaseFile } from '../store/case-files.ts'
import { type Decision, findCaseOfDecision, selectDecisions } from '../store/decisions.ts'

/** A decision that waits for a second person, with its case, locked. */
export interface WaitingDecision {
  readonly file: CaseFile
  readonly decisions: readonly Decision[]
  readonly decision: Decision
}

/**
 * Finds a decision for its second person. Refuses, in this order: `desk/unknown_decision`,
 * `desk/already_decided`, `desk/same_person`.
 */
export async function judgeDecision(
  ctx: Ctx,
  input: { decisionId: string; staffId: string },
): Promise<Result<WaitingDecision, DeskRefusal>> {
  const caseId = await findCaseOfDecision(ctx, input.decisionId)
  const file = caseId && (await lockCaseFile(ctx, caseId))
  if (!file) return refuse({ code: 'desk/unknown_decision' })
  const decisions = await selectDecisions(ctx, file.caseId, DECISIONS_MAX)
  const decision = decisions.find((one) => one.decisionId === input.decisionId)
  if (!decision) return refuse({ code: 'desk/unknown_decision' })
  if (decision.state !== 'awaiting_second') {
    return refuse({ code: 'desk/already_decided', state: decision.state })
  }
  if (decision.proposedBy === input.staffId) return refuse({ code: 'desk/same_person' })
  return { ok: true, value: { file, decisions, decision } }
}
