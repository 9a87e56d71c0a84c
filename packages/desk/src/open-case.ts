import type { Ctx } from '@modosu/kernel'
import { openClaim } from '@modosu/recall'
import { advanceCase } from './advance-case.ts'
import { caseOpenedMail } from './case-mails.ts'
import type { DeskDeps } from './desk-deps.ts'
import { mailToOwner } from './mail-to-owner.ts'
import { DECISION_HOURS, FIRST_WORD_HOURS, hoursLater, makePromise } from './make-promise.ts'
import { type Evidence, findCaseFile, insertCaseFile } from './store/case-files.ts'
import { findOpenPromise } from './store/promises.ts'
import { insertTimeline } from './store/timeline.ts'

/** What the account says when somebody has pressed stop. */
export interface StoppedAccount {
  readonly memberId: string
  readonly caseId: string
  readonly caseNumber: string
  readonly evidence: Evidence
  readonly sessionIds: readonly string[]
  readonly reasons: readonly string[]
  readonly via: string
}

/**
 * Opens the case of a stopped account: the claim goes out, the promises are made, the owner gets the
 * number. Opening a case again changes nothing: a second press joins the case that stands.
 */
export async function openCase(ctx: Ctx, desk: DeskDeps, stopped: StoppedAccount): Promise<void> {
  const { caseId, caseNumber, memberId, evidence } = stopped
  if (await findCaseFile(ctx, caseId)) return
  const opened = await openClaim(ctx, desk.recall, {
    caseId,
    caseNumber,
    ownerId: memberId,
    sessionIds: stopped.sessionIds,
    evidence,
  })
  if (!opened.ok) throw new Error(`the claim of ${caseId} did not open: ${opened.error.code}`)
  const { stolen } = opened.value
  const isNew = await insertCaseFile(ctx, {
    caseId,
    caseNumber,
    originCaseId: caseId,
    askedBy: null,
    ownerId: memberId,
    evidence,
    via: stopped.via,
    stolen,
    held: stolen,
    onward: 0n,
    gone: 0n,
    returned: 0n,
    released: 0n,
  })
  // Two workers with one event: the one that came second has nothing left to do.
  if (!isNew) return
  await insertTimeline(ctx, caseId, {
    kind: 'case_opened',
    by: 'owner',
    facts: { via: stopped.via, evidence, reasons: stopped.reasons, stolen: String(stolen) },
  })
  await promiseTimes(ctx, desk, { caseId, evidence, stolen })
  await advanceCase(ctx, desk, { caseId })
  const firstWord = await findOpenPromise(ctx, caseId, 'first_word')
  const firstWordBy = firstWord?.dueAt ?? hoursLater(ctx.now, FIRST_WORD_HOURS)
  const mail = caseOpenedMail({ caseNumber, stolen, firstWordBy })
  await mailToOwner(ctx, desk, { caseId, ownerId: memberId }, mail)
}

async function promiseTimes(
  ctx: Ctx,
  desk: DeskDeps,
  opened: { caseId: string; evidence: Evidence; stolen: bigint },
): Promise<void> {
  const { caseId, evidence, stolen } = opened
  const firstWordBy = hoursLater(ctx.now, FIRST_WORD_HOURS)
  await makePromise(ctx, { caseId, kind: 'first_word', dueAt: firstWordBy })
  if (stolen === 0n) return
  // An unconfirmed hold ends by itself; a decision that came after its end would come too late.
  const hours = Math.min(DECISION_HOURS, desk.recall.policy.holdHours[evidence])
  await makePromise(ctx, { caseId, kind: 'decision', dueAt: hoursLater(ctx.now, hours) })
}
