import { assert, type Ctx, mustSucceed, ok, type Result, refuse } from '@modosu/kernel'
import { openAccount, transferIn } from '@modosu/ledger'
import type { RecallError } from './errors.ts'
import type { Leg } from './leg.ts'
import { type Line, linesOfArrival } from './lines-of-arrival.ts'
import { type Part, patchParts } from './parts.ts'
import { passUp } from './pass-up.ts'
import type { RecallDeps } from './recall-deps.ts'
import { piecesOfChild } from './receive-report.ts'
import { refundToLots } from './refund-to-lots.ts'
import { saveLeg } from './save-leg.ts'
import { findLeg, findLegByTransfer, lockCase } from './store/leg.ts'
import { readParts } from './store/part.ts'
import { findTransfer, type Transfer } from './store/transfer.ts'

/**
 * Value that we once sent comes back. What a claim follows goes to that claim's case and up to its
 * owner, whatever the stance and whoever sent it (a refund that crosses a claim must not land in
 * front of the intruder); the rest goes to the lots that it was paid from.
 *
 * Refusals in order: recall/unknown_transfer, recall/unknown_leg, recall/amount_mismatch.
 */
export async function arriveBack(
  ctx: Ctx,
  deps: RecallDeps,
  back: Transfer,
): Promise<Result<void, RecallError>> {
  const original = back.originalTransferId
    ? await findTransfer(ctx, back.originalTransferId)
    : undefined
  if (original?.direction !== 'out' || original.neighbour !== back.neighbour) {
    return refuse({ code: 'recall/unknown_transfer' })
  }
  const leg =
    back.legId === null
      ? await findLegByTransfer(ctx, original.transferId)
      : await findLeg(ctx, back.legId)
  if (back.legId !== null && !asksAbout(leg, back)) return refuse({ code: 'recall/unknown_leg' })
  const [range] = back.offsets
  if (range?.amount !== back.amount || range.lo + range.amount > original.amount) {
    return refuse({ code: 'recall/amount_mismatch' })
  }
  const arrived = leg
    ? await arriveAtLeg(ctx, deps, leg, back)
    : await refundToLots(ctx, deps, { back, original })
  if (!arrived.ok) return arrived
  await ctx.emit({
    type: 'recall.payment_refunded',
    data: {
      transferId: original.transferId,
      reference: original.reference,
      amount: String(back.amount),
    },
  })
  return arrived
}

function asksAbout(leg: Leg | undefined, back: Transfer): boolean {
  return (
    leg?.role === 'assigner' &&
    leg.neighbour === back.neighbour &&
    leg.transferId === back.originalTransferId
  )
}

async function arriveAtLeg(
  ctx: Ctx,
  deps: RecallDeps,
  child: Leg,
  back: Transfer,
): Promise<Result<void, RecallError>> {
  await lockCase(ctx, child.caseId)
  assert(child.parentLegId !== null, 'a leg by which we ask has a parent')
  const parent = await findLeg(ctx, child.parentLegId)
  assert(parent, 'a leg is never deleted')
  const before = await readParts(ctx, parent.legId)
  const open = before.filter((part) => ['onward', 'no_answer', 'gone'].includes(part.bucket))
  const expected = back.offsets.flatMap((range) => piecesOfChild(open, child.legId, range))
  const covered = expected.reduce((sum, piece) => sum + piece.amount, 0n)
  if (covered !== back.amount) return refuse({ code: 'recall/amount_mismatch' })
  let parts: Part[] = before
  for (const line of await creditCase(ctx, { parent, child, back })) {
    for (const piece of piecesOfChild(parts, child.legId, line.range)) {
      const childLo = piece.childLo
      assert(childLo !== null, 'a piece that moved on names its offset')
      parts = patchParts(parts, piece, () => ({
        bucket: 'held',
        account: null,
        heldPocket: line.span.pocketId,
        heldLo: line.span.lo + (childLo - line.range.lo),
      }))
    }
  }
  const arrived = back.offsets
    .flatMap((range) => piecesOfChild(parts, child.legId, range))
    .filter((piece) => piece.bucket === 'held')
  await saveLeg(ctx, parent, await passUp(ctx, deps, parent, parts, arrived))
  return ok(undefined)
}

/** Credits the case account and says where each returned offset of the child's transfer now lies. */
async function creditCase(
  ctx: Ctx,
  at: { parent: Leg; child: Leg; back: Transfer },
): Promise<Line[]> {
  const { parent, child, back } = at
  assert(child.transferId !== null, 'a leg by which we ask names its transfer')
  const to = `held:${parent.caseId}:${back.unit}`
  await openAccount(ctx, { code: to, unit: back.unit, kind: 'case' })
  const credited = await transferIn(ctx, {
    transferId: back.transferId,
    neighbour: back.neighbour,
    to,
    amount: back.amount,
    unit: back.unit,
    kind: back.kind,
    returnOf: { transferId: child.transferId, ranges: back.offsets },
    who: { caseId: parent.caseId },
  })
  mustSucceed(credited, 'a case account takes what comes back')
  return linesOfArrival(ctx, back)
}
