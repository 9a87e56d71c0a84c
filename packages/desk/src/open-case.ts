import type { Ctx } from '@modosu/kernel'
import { openClaim } from '@modosu/recall'
import { advanceCase } from './advance-case.ts'
import { claimMore } from './answers/claim-more.ts'
import { promiseDecision } from './answers/promise-decision.ts'
import type { DeskDeps } from './desk-deps.ts'
import { caseOpenedMail } from './letters/case-mails.ts'
import { mailToOwner } from './letters/mail-to-owner.ts'
import { FIRST_WORD_HOURS, hoursLater, makePromise } from './promises/make-promise.ts'
import {
  type Evidence,
  findCaseFile,
  insertCaseFile,
  lockCaseFile,
  raiseEvidence,
} from './store/case-files.ts'
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
 * number. A second press joins the case that stands: better evidence and further sessions are added
 * to its claim, and nothing is told twice.
 */
export async function openCase(ctx: Ctx, desk: DeskDeps, stopped: StoppedAccount): Promise<void> {
  const { caseId, caseNumber, memberId, evidence } = stopped
  if (await findCaseFile(ctx, caseId)) return await joinCase(ctx, desk, stopped)
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
  if (stolen > 0n) await promiseDecision(ctx, desk, { caseId, evidence })
}

async function joinCase(ctx: Ctx, desk: DeskDeps, stopped: StoppedAccount): Promise<void> {
  const { caseId, evidence, sessionIds } = stopped
  const file = await lockCaseFile(ctx, caseId)
  if (!file || file.closedAt) return
  if (evidence === 'machine' && (await raiseEvidence(ctx, caseId))) {
    const facts = { evidence, reasons: stopped.reasons }
    await insertTimeline(ctx, caseId, { kind: 'evidence_raised', by: 'machine', facts })
  }
  await claimMore(ctx, desk, file, { sessionIds, evidence })
  await advanceCase(ctx, desk, { caseId })
}
