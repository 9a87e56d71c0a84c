import { amount, assert, type Ctx, mustSucceed, ok, type Result, refuse } from '@modosu/kernel'
import { openAccount, transferIn } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import { arriveAtLeg, openOffsets } from '../leg/arrive-at-leg.ts'
import type { Leg } from '../leg/leg.ts'
import type { Range } from '../leg/parts.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, findLegByTransfer, lockCase } from '../store/leg.ts'
import { findTransfer, type Transfer } from '../store/transfer.ts'
import { type Line, linesOfArrival } from './lines-of-arrival.ts'
import { refundToLots } from './refund-to-lots.ts'

/**
 * Value that we once sent comes back. What a claim still follows goes to that claim's case and up to
 * its owner, whatever the stance and whoever sent it (a refund that crosses a claim must not land in
 * front of the intruder); the rest goes to the lots that it was paid from.
 *
 * Refusals in order: recall/unknown_transfer, recall/unknown_leg, recall/amount_mismatch (a return
 * of what nobody asked for, or offsets outside the transfer).
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
  const leg = await legOf(ctx, back, original)
  if (back.legId !== null && !leg) return refuse({ code: 'recall/unknown_leg' })
  const [range] = back.offsets
  if (range?.amount !== back.amount || range.lo + range.amount > original.amount) {
    return refuse({ code: 'recall/amount_mismatch' })
  }
  if (leg) await lockCase(ctx, leg.caseId)
  // A refund under a claim that its owner has taken back is an ordinary refund again.
  const followed = leg && (back.kind === 'return' || leg.stance !== 'withdrawn')
  const claimed = followed ? await openOffsets(ctx, leg, range) : []
  const rest = subtractRanges(range, claimed)
  if (back.kind === 'return' && rest.length > 0) return refuse({ code: 'recall/amount_mismatch' })
  const lines = await takeIn(ctx, back, original)
  if (leg && claimed.length > 0) await arriveAtLeg(ctx, deps, leg, lines)
  for (const left of rest) await refundToLots(ctx, deps, { back, original, range: left, lines })
  await ctx.emit({
    type: 'recall.payment_refunded',
    data: {
      transferId: original.transferId,
      reference: original.reference,
      amount: String(back.amount),
    },
  })
  return ok(undefined)
}

/** The leg that a return answers, or the newest by which we ask about a refunded transfer. */
async function legOf(ctx: Ctx, back: Transfer, original: Transfer): Promise<Leg | undefined> {
  if (back.legId === null) return await findLegByTransfer(ctx, original.transferId)
  const leg = await findLeg(ctx, back.legId)
  const asks =
    leg?.role === 'assigner' &&
    leg.neighbour === back.neighbour &&
    leg.transferId === original.transferId
  return asks ? leg : undefined
}

/** Takes the value in, in an account of its own, with the expiries that it left with. */
async function takeIn(ctx: Ctx, back: Transfer, original: Transfer): Promise<Line[]> {
  const to = `back:${back.transferId}`
  await openAccount(ctx, { code: to, unit: back.unit, kind: 'case' })
  const credited = await transferIn(ctx, {
    transferId: back.transferId,
    neighbour: back.neighbour,
    to,
    amount: back.amount,
    unit: back.unit,
    kind: back.kind,
    returnOf: { transferId: original.transferId, ranges: back.offsets },
    who: {},
  })
  mustSucceed(credited, 'what comes back is taken in')
  return await linesOfArrival(ctx, back)
}

/** What of `range` is in none of `taken`, which are in order and do not overlap. */
function subtractRanges(range: Range, taken: readonly Range[]): Range[] {
  const rest: Range[] = []
  let at = range.lo
  for (const other of taken) {
    if (other.lo > at) rest.push({ lo: at, amount: amount(other.lo - at) })
    at = other.lo + other.amount
  }
  const end = range.lo + range.amount
  assert(at <= end, 'what is taken lies within the range')
  if (at < end) rest.push({ lo: at, amount: amount(end - at) })
  return rest
}
