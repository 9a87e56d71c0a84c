import { assert, type Ctx } from '@modosu/kernel'
import type { DeskDeps } from './desk-deps.ts'
import { mailToOwner } from './letters/mail-to-owner.ts'
import { returnedLots } from './letters/returned-lots.ts'
import { writeLetter } from './letters/write-letter.ts'
import { DECISIONS_MAX, TIMELINE_MAX } from './limits.ts'
import { lookAtClaim } from './look-at-claim.ts'
import { findCaseFile, updateTimes } from './store/case-files.ts'
import { selectDecisions } from './store/decisions.ts'
import { insertLetter } from './store/letters.ts'
import { keepPromise } from './store/promises.ts'
import { endAllTasks } from './store/tasks.ts'
import { insertTimeline, selectTimeline } from './store/timeline.ts'

const APPEAL_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Closes a case whose points have all found their place and whose account is given back, and sends
 * the owner the letter. Closing twice sends one letter.
 */
export async function closeCase(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string },
): Promise<void> {
  const { caseId } = input
  const file = await findCaseFile(ctx, caseId)
  const claim = await lookAtClaim(ctx, desk, caseId)
  assert(file?.settledAt && file.givenBackAt && claim, 'only a finished case of our own is closed')
  if (file.closedAt) return
  const appealUntil = new Date(ctx.now.getTime() + APPEAL_DAYS * DAY_MS)
  const letter = writeLetter({
    caseNumber: file.caseNumber,
    buckets: claim.buckets,
    lots: returnedLots(claim, await selectTimeline(ctx, caseId, TIMELINE_MAX)),
    openedAt: file.openedAt,
    verifiedAt: file.verifiedAt,
    givenBackAt: file.givenBackAt,
    settledAt: file.settledAt,
    closedAt: ctx.now,
    appealUntil,
    decisions: await selectDecisions(ctx, caseId, DECISIONS_MAX),
    covered: claim.covered,
    letGo: claim.letGo,
    attempts: claim.attempts,
  })
  await endAllTasks(ctx, caseId)
  await updateTimes(ctx, {
    caseId,
    verifiedAt: null,
    givenBackAt: null,
    settledAt: null,
    closedAt: ctx.now,
  })
  const { subject, text } = await mailToOwner(ctx, desk, file, letter)
  await insertLetter(ctx, { caseId, sentAt: ctx.now, appealUntil, subject, body: text })
  await keepPromise(ctx, caseId, 'first_word')
  await insertTimeline(ctx, caseId, { kind: 'case_closed', by: 'machine' })
}
