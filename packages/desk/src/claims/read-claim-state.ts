import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { readAlarms, readAskedParts, readClaim, readContests } from '@modosu/recall'
import { instantJson } from '../case-json.ts'
import type { DeskRefusal } from '../errors.ts'
import { findCaseFile } from '../store/case-files.ts'
import type { ClaimState } from './claims-schemas.ts'

/**
 * What a person needs who acts on a claim: its clocks, its attempts, what neighbours promised or
 * refused, objections, other claims about the same value, and what could not be true. In a part of a
 * neighbour's case our own part only. The edge records the look.
 *
 * Refuses: `desk/unknown_case`.
 */
export async function readClaimState(
  ctx: Ctx,
  input: { caseId: string },
): Promise<Result<ClaimState, DeskRefusal>> {
  const file = await findCaseFile(ctx, input.caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const origin = { caseId: file.originCaseId }
  const claim = file.askedBy === null ? await readClaim(ctx, origin) : undefined
  const parts = (await readAskedParts(ctx, origin)).filter(
    (part) => file.askedBy === null || part.assigner === file.askedBy,
  )
  const contests = await readContests(ctx, origin)
  const alarms = await readAlarms(ctx, origin)
  return ok({
    claim: claim
      ? {
          stance: claim.stance,
          evidence: claim.evidence,
          holdUntil: claim.holdUntil.toISOString(),
          renewals: claim.renewals,
          attempts: claim.attempts,
          covered: String(claim.covered),
          legs: claim.legs.map((leg) => ({
            legId: leg.legId,
            company: leg.company,
            attempt: leg.attempt,
            asked: String(leg.asked),
            answered: leg.answered,
            answerDue: leg.answerDue.toISOString(),
            decisionDue: instantJson(leg.decisionDue),
            nextUpdateDue: instantJson(leg.nextUpdateDue),
            appealed: leg.appealed,
            refusedBy: leg.refusedBy,
          })),
        }
      : null,
    asked: parts.map((part) => ({
      legId: part.legId,
      company: part.assigner,
      attempt: part.attempt,
      renewals: part.renewals,
      decisionDue: instantJson(part.decisionDue),
      appeals: part.appeals.map((appeal) => ({
        appealId: appeal.appealId,
        account: appeal.account,
        openedAt: appeal.openedAt.toISOString(),
        decidedAt: instantJson(appeal.decidedAt),
        outcome: appeal.outcome,
      })),
    })),
    contests: contests.map((contest) => ({
      contestId: contest.contestId,
      caseId: contest.caseId,
      otherCaseId: contest.otherCaseId,
      amount: String(contest.range.amount),
      dueAt: contest.dueAt.toISOString(),
      decidedAt: instantJson(contest.decidedAt),
    })),
    alarms: alarms.map((alarm) => ({
      company: alarm.neighbour,
      code: alarm.code,
      subject: alarm.subject,
      at: alarm.at.toISOString(),
    })),
  })
}
