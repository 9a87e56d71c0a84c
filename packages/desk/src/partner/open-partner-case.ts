import { assert, type Ctx, parseAmount } from '@modosu/kernel'
import { lookAtAskedParts } from '../look-at-claim.ts'
import { ANSWER_HOURS, hoursLater, makePromise } from '../promises/make-promise.ts'
import {
  type CaseFile,
  findCaseFile,
  insertCaseFile,
  lockCaseFile,
  lockPartnerCase,
  updateBuckets,
} from '../store/case-files.ts'
import { findCaseLeg, insertCaseLeg } from '../store/case-legs.ts'
import { findOpenPromise } from '../store/promises.ts'
import { insertTimeline } from '../store/timeline.ts'

/** What the recall engine says when a neighbour asked about a transfer. */
export interface OpenedLeg {
  readonly caseId: string
  readonly caseNumber: string
  readonly legId: string
  /** A string of digits. */
  readonly amount: string
  readonly assigner: string
}

/**
 * Opens this desk's part of a neighbour's case, under the number that the neighbour gave it, or adds
 * a leg to the part that stands. It knows the amount and the ids, never the owner.
 */
export async function openPartnerCase(ctx: Ctx, leg: OpenedLeg): Promise<void> {
  const size = parseAmount(leg.amount)
  assert(size !== undefined && size > 0n, 'a leg is about at least one unit')
  if (await findCaseLeg(ctx, leg.legId)) return
  const file = await partOf(ctx, leg)
  const isNew = await insertCaseLeg(ctx, { legId: leg.legId, caseId: file.caseId, amount: size })
  if (!isNew) return
  // Value of our own case that came back to us: the claim counts it already.
  if (file.askedBy !== null) {
    const origin = { askedBy: file.askedBy, originCaseId: file.originCaseId }
    const { buckets } = await lookAtAskedParts(ctx, origin)
    await updateBuckets(ctx, { ...buckets, caseId: file.caseId, unshipped: false, inEscrow: false })
    const open = await findOpenPromise(ctx, file.caseId, 'answer')
    const dueAt = hoursLater(ctx.now, ANSWER_HOURS)
    if (!open) await makePromise(ctx, { caseId: file.caseId, kind: 'answer', dueAt })
  }
  await insertTimeline(ctx, file.caseId, {
    kind: 'partner_asked',
    by: 'partner',
    facts: { legId: leg.legId, amount: leg.amount, company: leg.assigner },
  })
}

async function partOf(ctx: Ctx, leg: OpenedLeg): Promise<CaseFile> {
  const own = await lockCaseFile(ctx, leg.caseId)
  if (own && own.askedBy === null && own.caseNumber === leg.caseNumber) return own
  const origin = { askedBy: leg.assigner, originCaseId: leg.caseId }
  const known = await lockPartnerCase(ctx, origin)
  if (known) return known
  const caseId = ctx.newId('case')
  await insertCaseFile(ctx, {
    caseId,
    caseNumber: leg.caseNumber,
    originCaseId: leg.caseId,
    askedBy: leg.assigner,
    ownerId: null,
    evidence: null,
    via: null,
    stolen: 0n,
    held: 0n,
    onward: 0n,
    gone: 0n,
    returned: 0n,
    released: 0n,
  })
  const file = (await lockPartnerCase(ctx, origin)) ?? (await findCaseFile(ctx, caseId))
  assert(file, 'the part that was just written is there')
  return file
}
