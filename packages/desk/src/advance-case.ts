import { readTakeover } from '@modosu/account'
import { assert, type Ctx } from '@modosu/kernel'
import { makeUsable, readContests } from '@modosu/recall'
import { closeCase } from './close-case.ts'
import type { DeskDeps } from './desk-deps.ts'
import { type ClaimView, lookAtClaim } from './look-at-claim.ts'
import { FIRST_WORD_UNSHIPPED_HOURS, hoursLater, hurryPromise } from './promises/make-promise.ts'
import {
  type CaseFile,
  clearVerified,
  lockCaseFile,
  updateBuckets,
  updateTimes,
} from './store/case-files.ts'
import { keepPromise } from './store/promises.ts'
import { endTasks, endTasksAbout, isAnyOpen } from './store/tasks.ts'
import { insertTimeline } from './store/timeline.ts'
import { KEEPING_OPEN } from './tasks/task-kinds.ts'

/**
 * Brings a case of our own up to date with its claim and its account, and does what has become
 * possible: returned points become usable once the account is given back, and the case is closed
 * once nothing is open any more. It looks at how things stand, not at what it was told, so it may be
 * called at any time, in any order, twice.
 */
export async function advanceCase(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string },
): Promise<void> {
  const { caseId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file || file.askedBy !== null) return
  const claim = await lookAtClaim(ctx, desk, caseId)
  if (!claim) return
  const takeover = await readTakeover(ctx, desk.account, { caseId })
  await followClaim(ctx, file, claim)
  await followAccount(ctx, file, takeover?.verifiedAt ?? null)
  // Written once the owner's answer was followed: what he said may open the claim again.
  const isGivenBack = file.givenBackAt !== null
  // What the loss account paid waits like a return, also where nothing came back.
  const isBack = claim.buckets.returned > 0n || claim.waitingLots.length > 0
  await endWhatCameRight(ctx, file, claim)
  if (isGivenBack && isBack) await giveUse(ctx, desk, file, claim)
  if (isGivenBack && claim.settled && !file.closedAt) await closeUnlessAsked(ctx, desk, caseId)
}

async function closeUnlessAsked(ctx: Ctx, desk: DeskDeps, caseId: string): Promise<void> {
  if (!(await isAnyOpen(ctx, caseId, KEEPING_OPEN))) await closeCase(ctx, desk, { caseId })
}

/** Whoever was asked has answered: nobody need ring any more. */
async function endWhatCameRight(ctx: Ctx, { caseId }: CaseFile, claim: ClaimView): Promise<void> {
  for (const { company, lateUpdate } of claim.neighbours) {
    if (!lateUpdate) await endTasks(ctx, { caseId, kind: 'late_update', subject: company })
  }
  if (claim.settled) await endTasks(ctx, { caseId, kind: 'late_decision' })
  if (claim.covered >= claim.buckets.gone) await endTasks(ctx, { caseId, kind: 'loss_short' })
  // Where nobody decides between two claims, the clock does.
  for (const { contestId, decidedAt } of await readContests(ctx, { caseId })) {
    if (decidedAt) await endTasksAbout(ctx, 'claims_met', contestId)
  }
}

/** Writes down what has changed about the value. */
async function followClaim(ctx: Ctx, file: CaseFile, claim: ClaimView): Promise<void> {
  const { caseId } = file
  if (hasChanged(file, claim)) {
    await updateBuckets(ctx, {
      caseId,
      ...claim.buckets,
      unshipped: claim.unshipped,
      inEscrow: claim.inEscrow,
    })
    await insertTimeline(ctx, caseId, {
      kind: 'claim_changed',
      by: 'machine',
      facts: amountsOf(claim),
    })
  }
  if (claim.inEscrow && !file.inEscrow) {
    const dueAt = hoursLater(ctx.now, FIRST_WORD_UNSHIPPED_HOURS)
    await hurryPromise(ctx, { caseId, kind: 'first_word', dueAt })
  }
  if (claim.settled && !file.settledAt) {
    await updateTimes(ctx, { ...noTimes, caseId, settledAt: ctx.now })
    await keepPromise(ctx, caseId, 'decision')
    await insertTimeline(ctx, caseId, {
      kind: 'claim_settled',
      by: 'machine',
      facts: amountsOf(claim),
    })
  }
}

/**
 * Writes down that the owner has shown who he is. A later press may find that the proof was planted
 * after the first event: then it counts no more, and no decision rests on it.
 */
async function followAccount(ctx: Ctx, file: CaseFile, verifiedAt: Date | null): Promise<void> {
  if (!verifiedAt && file.verifiedAt && !file.givenBackAt) {
    await clearVerified(ctx, file.caseId)
    await insertTimeline(ctx, file.caseId, { kind: 'proof_void', by: 'machine' })
  }
  if (!verifiedAt || file.verifiedAt) return
  await updateTimes(ctx, { ...noTimes, caseId: file.caseId, verifiedAt })
  await insertTimeline(ctx, file.caseId, { kind: 'owner_verified', by: 'owner' })
}

/**
 * Makes what has come home usable, with its lots written down first: afterwards they are ordinary
 * points of the owner. What comes home later than this goes into its lots at once.
 */
async function giveUse(ctx: Ctx, desk: DeskDeps, file: CaseFile, claim: ClaimView): Promise<void> {
  const made = await makeUsable(ctx, desk.recall, { caseId: file.caseId })
  assert(made.ok, 'a case that has a claim can be made usable')
  const isNews = !claim.usable || claim.waitingLots.length > 0
  if (!isNews) return
  await insertTimeline(ctx, file.caseId, {
    kind: 'made_usable',
    by: 'machine',
    facts: {
      returned: String(claim.buckets.returned),
      lots: claim.waitingLots.map((lot) => ({
        amount: String(lot.amount),
        expiresAt: lot.expiresAt,
      })),
    },
  })
}

const noTimes = { verifiedAt: null, givenBackAt: null, settledAt: null, closedAt: null }

function hasChanged(file: CaseFile, claim: ClaimView): boolean {
  const { buckets } = claim
  return (
    file.stolen !== buckets.stolen ||
    file.held !== buckets.held ||
    file.onward !== buckets.onward ||
    file.gone !== buckets.gone ||
    file.returned !== buckets.returned ||
    file.released !== buckets.released ||
    file.unshipped !== claim.unshipped ||
    file.inEscrow !== claim.inEscrow
  )
}

function amountsOf(claim: ClaimView): Record<string, string | boolean> {
  const { held, onward, gone, returned, released } = claim.buckets
  return {
    held: String(held),
    onward: String(onward),
    gone: String(gone),
    returned: String(returned),
    released: String(released),
    unshipped: claim.unshipped,
  }
}
