import { assert, type Ctx } from '@modosu/kernel'
import { letGoOfSessions, readClaim, withdrawClaim } from '@modosu/recall'
import { advanceCase } from '../advance-case.ts'
import type { DeskDeps } from '../desk-deps.ts'
import { type CaseFile, lockCaseFile, updateDecided, updateTimes } from '../store/case-files.ts'
import { keepPromise } from '../store/promises.ts'
import { insertTimeline } from '../store/timeline.ts'
import { openTask } from '../tasks/open-task.ts'
import { claimMore } from './claim-more.ts'

/** What the verified owner has said about the sessions in his account. */
export interface OwnerAnswer {
  readonly caseId: string
  /** Sessions in which nothing was his. */
  readonly sessionIds: readonly string[]
  readonly ownSessionIds: readonly string[]
  /** He says that nothing happened. */
  readonly falseAlarm: boolean
}

/**
 * The owner has the account back, and with that he has said what was his: his own sessions are let
 * go, others' that nobody claimed are claimed, and a false alarm ends the claim. Only after this is
 * the case looked at as one whose account is given back, so that no case closes on half an answer.
 * Hearing it again changes nothing.
 */
export async function followOwner(ctx: Ctx, desk: DeskDeps, answer: OwnerAnswer): Promise<void> {
  const { caseId } = answer
  const file = await lockCaseFile(ctx, caseId)
  // The event that opens the case is a job of its own and may be the later one: this is tried again.
  if (!file) throw new Error(`case ${caseId} is not known to the desk yet`)
  if (file.givenBackAt) return
  if (answer.falseAlarm) await endFalseAlarm(ctx, desk, file)
  else await followSessions(ctx, desk, file, answer)
  const givenBackAt = ctx.now
  await updateTimes(ctx, {
    caseId,
    verifiedAt: null,
    givenBackAt,
    settledAt: null,
    closedAt: null,
  })
  await insertTimeline(ctx, caseId, { kind: 'account_given_back', by: 'owner' })
  await advanceCase(ctx, desk, { caseId })
}

async function followSessions(
  ctx: Ctx,
  desk: DeskDeps,
  file: CaseFile,
  answer: OwnerAnswer,
): Promise<void> {
  const { caseId, sessionIds, ownSessionIds } = answer
  if (sessionIds.length > 0) {
    await claimMore(ctx, desk, file, { sessionIds, evidence: 'verified' })
  }
  const done = await letGoOfSessions(ctx, desk.recall, {
    caseId,
    ownSessionIds,
    theirSessionIds: sessionIds,
  })
  assert(done.ok, 'a case of our own has a claim')
  const { letGo, returned } = done.value
  if (letGo > 0n) {
    const facts = { letGo: String(letGo) }
    await insertTimeline(ctx, caseId, { kind: 'own_let_go', by: 'owner', facts })
    const claim = await readClaim(ctx, { caseId })
    if (claim?.stance === 'withdrawn') await markWithdrawn(ctx, caseId)
  }
  if (returned > 0n) await askForUndo(ctx, caseId, returned)
}

/** Nothing was stolen: what is held goes back to its holders; what came home, people take back. */
async function endFalseAlarm(ctx: Ctx, desk: DeskDeps, file: CaseFile): Promise<void> {
  const { caseId } = file
  const claim = await readClaim(ctx, { caseId })
  assert(claim, 'a case of our own has a claim')
  await insertTimeline(ctx, caseId, { kind: 'false_alarm', by: 'owner' })
  if (claim.returned > 0n) return await askForUndo(ctx, caseId, claim.returned)
  const withdrawn = await withdrawClaim(ctx, desk.recall, { caseId })
  assert(withdrawn.ok, 'a claim that is known can be withdrawn')
  await markWithdrawn(ctx, caseId)
}

async function markWithdrawn(ctx: Ctx, caseId: string): Promise<void> {
  await updateDecided(ctx, caseId, 'withdraw')
  await keepPromise(ctx, caseId, 'decision')
}

function askForUndo(ctx: Ctx, caseId: string, returned: bigint): Promise<void> {
  const facts = { returned: String(returned) }
  return openTask(ctx, { caseId, kind: 'own_returned', subject: 'return', facts })
}
