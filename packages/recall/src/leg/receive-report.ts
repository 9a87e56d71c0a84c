import { amount, assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import { findLeg, lockCase, rangesFromJson, updateLeg } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import type { ReportMessage } from '../wire/messages.ts'
import type { Leg } from './leg.ts'
import { type BucketAmounts, type Part, partsWithin, patchParts, type Range } from './parts.ts'
import { saveLeg } from './save-leg.ts'

/**
 * Takes over what a neighbour says about the value that we asked for. Words move no value: a report
 * that says "returned" changes nothing until the return transfer is here. Older revisions change
 * nothing; a report that breaks the identity or takes back a final word is refused.
 *
 * Refusals in order: recall/unknown_leg, recall/amount_mismatch, recall/contradiction.
 */
export async function receiveReport(
  ctx: Ctx,
  input: { readonly neighbour: string; readonly msg: ReportMessage },
): Promise<Result<{ revision: number }, RecallError>> {
  const { neighbour, msg } = input
  const found = await findLeg(ctx, msg.leg)
  if (found?.role !== 'assigner' || found.neighbour !== neighbour) {
    return refuse({ code: 'recall/unknown_leg' })
  }
  await lockCase(ctx, found.caseId)
  const leg = await findLeg(ctx, msg.leg)
  assert(leg, 'a leg is never deleted')
  if (msg.revision <= leg.revision) return ok({ revision: leg.revision })
  const amounts = amountsOf(msg)
  if (!coversExactly(leg, msg)) return refuse({ code: 'recall/amount_mismatch' })
  if (takesBackFinalWord(leg, msg)) return refuse({ code: 'recall/contradiction' })
  const open = amounts.held + amounts.onward
  await updateLeg(ctx, {
    ...leg,
    amounts,
    revision: msg.revision,
    report: msg,
    settledAt: open === 0n ? (leg.settledAt ?? ctx.now) : null,
  })
  await applyToParent(ctx, leg, msg)
  return ok({ revision: msg.revision })
}

function amountsOf(msg: ReportMessage): BucketAmounts {
  const sum = (ranges: ReportMessage['offsets']['held']) =>
    amount(rangesFromJson(ranges).reduce((total, range) => total + range.amount, 0n))
  return {
    held: sum(msg.offsets.held),
    onward: sum(msg.offsets.onward),
    gone: sum(msg.offsets.gone),
    returned: sum(msg.offsets.returned),
    released: sum(msg.offsets.released),
  }
}

/** Every asked offset is in exactly one bucket, and no other offset is named. */
function coversExactly(leg: Leg, msg: ReportMessage): boolean {
  const told = Object.values(msg.offsets).flatMap((ranges) => rangesFromJson(ranges))
  if (told.some((range) => range.amount <= 0n)) return false
  return sameCover(told, leg.offsets)
}

function sameCover(a: readonly Range[], b: readonly Range[]): boolean {
  const total = (ranges: readonly Range[]) => ranges.reduce((sum, r) => sum + r.amount, 0n)
  if (total(a) !== total(b)) return false
  const sorted = [...a].sort((x, y) => (x.lo < y.lo ? -1 : 1))
  const overlapping = sorted.some((range, i) => {
    const before = sorted[i - 1]
    return before !== undefined && before.lo + before.amount > range.lo
  })
  return !overlapping && sorted.every((range) => liesWithin(range, b))
}

function liesWithin(range: Range, homes: readonly Range[]): boolean {
  let at = range.lo
  const end = range.lo + range.amount
  for (const home of [...homes].sort((x, y) => (x.lo < y.lo ? -1 : 1))) {
    if (home.lo <= at && at < home.lo + home.amount) at = home.lo + home.amount
    if (at >= end) return true
  }
  return false
}

/** `returned` and `released` are absorbing: a later report may add to them, never take away. */
function takesBackFinalWord(leg: Leg, msg: ReportMessage): boolean {
  const before = leg.report as ReportMessage | null
  if (!before) return false
  return (['returned', 'released'] as const).some((bucket) => {
    const now = rangesFromJson(msg.offsets[bucket])
    return rangesFromJson(before.offsets[bucket]).some((range) => !liesWithin(range, now))
  })
}

async function applyToParent(ctx: Ctx, child: Leg, msg: ReportMessage): Promise<void> {
  assert(child.parentLegId !== null, 'a leg by which we ask has a parent')
  const parent = await findLeg(ctx, child.parentLegId)
  assert(parent, 'a leg is never deleted')
  const before = await readParts(ctx, parent.legId)
  let parts: Part[] = before
  for (const bucket of ['gone', 'released'] as const) {
    for (const told of rangesFromJson(msg.offsets[bucket])) {
      for (const piece of piecesOfChild(parts, child.legId, told)) {
        if (piece.bucket !== 'onward' && piece.bucket !== 'no_answer') continue
        parts = patchParts(parts, piece, () => ({ bucket, reason: reasonIn(msg, bucket) }))
      }
    }
  }
  await saveLeg(ctx, parent, parts)
}

/** The parts of the parent that stand for these offsets of the child's transfer. */
export function piecesOfChild(parts: readonly Part[], childLegId: string, offsets: Range): Part[] {
  return parts.flatMap((part) => {
    if (part.childLegId !== childLegId || part.childLo === null) return []
    const by = part.childLo - part.lo
    return partsWithin([part], { lo: offsets.lo - by, amount: offsets.amount })
  })
}

function reasonIn(msg: ReportMessage, bucket: 'gone' | 'released'): string | null {
  return msg.holdings.find((holding) => holding.bucket === bucket)?.reason ?? null
}
