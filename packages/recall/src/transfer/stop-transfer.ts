import { amount, assert, type Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import { type Part, patchParts, type Range } from '../leg/parts.ts'
import { subtract } from '../leg/ranges.ts'
import { saveLeg } from '../leg/save-legs.ts'
import { findLeg, lockCases } from '../store/leg.ts'
import { listLegsAwaiting, readParts } from '../store/part.ts'
import { insertReturned, returnedRanges } from '../store/returned.ts'
import { findTombstone, insertTombstone } from '../store/tombstone.ts'
import { findTransfer, insertTransfer, lockTransfer } from '../store/transfer.ts'

/**
 * Refuses a transfer for ever that a confirmed claim was quicker than. A tombstone stands before the
 * sender hears of it: without the stone the value would exist twice, booked back there and credited
 * here when it comes late. A transfer that has arrived meanwhile is not stopped.
 */
export async function stopTransfer(
  ctx: Ctx,
  input: { readonly transferId: string },
): Promise<void> {
  const { transferId } = input
  await lockTransfer(ctx, transferId)
  if (await findTransfer(ctx, transferId)) return
  if (await findTombstone(ctx, transferId)) return
  const waiting = await listLegsAwaiting(ctx, transferId)
  await lockCases(
    ctx,
    waiting.map((one) => one.caseId),
  )
  const legs: Leg[] = []
  for (const { legId } of waiting) {
    const leg = await findLeg(ctx, legId)
    if (leg) legs.push(leg)
  }
  const first = legs.find((leg) => leg.stance === 'confirmed')
  if (!first) return
  assert(first.neighbour !== null, 'an assignee leg has an assigner')
  await insertTombstone(ctx, { transferId, neighbour: first.neighbour, legId: first.legId })
  const confirmed = legs.filter((leg) => leg.stance === 'confirmed')
  const others = legs.filter((leg) => leg.stance !== 'confirmed')
  for (const leg of [...confirmed, ...others]) await endAwaited(ctx, leg, transferId)
  await tellSender(ctx, first, transferId)
}

/** What a confirmed leg awaited is returned by the stop itself; of the others it is simply not coming. */
async function endAwaited(ctx: Ctx, leg: Leg, transferId: string): Promise<void> {
  let parts = await readParts(ctx, leg.legId)
  const awaited: Range[] = parts.filter((part) => part.bucket === 'awaited')
  const taken = (await returnedRanges(ctx, [transferId])).get(transferId) ?? []
  const mine = leg.stance === 'confirmed' ? subtract(awaited, taken) : []
  await insertReturned(ctx, { transferId, legId: leg.legId, ranges: mine })
  parts = patchEach(parts, mine, { bucket: 'returned' })
  parts = patchEach(parts, subtract(awaited, mine), { bucket: 'gone', reason: 'ARDT' })
  await saveLeg(ctx, leg, parts)
}

function patchEach(
  parts: Part[],
  ranges: readonly Range[],
  place: Pick<Part, 'bucket'> & Partial<Pick<Part, 'reason'>>,
): Part[] {
  return ranges.reduce((next, range) => patchParts(next, range, () => place), parts)
}

async function tellSender(ctx: Ctx, leg: Leg, original: string): Promise<void> {
  assert(leg.neighbour !== null, 'an assignee leg has an assigner')
  const transferId = ctx.newId('tr')
  const total = leg.offsets.reduce((sum, range) => sum + range.amount, 0n)
  await insertTransfer(ctx, {
    transferId,
    direction: 'out',
    neighbour: leg.neighbour,
    kind: 'stop',
    amount: amount(total),
    unit: leg.unit,
    reference: null,
    legId: leg.legId,
    originalTransferId: original,
    offsets: leg.offsets,
    state: 'sent',
    at: ctx.now,
  })
  await ctx.enqueue({ kind: 'recall.deliver_transfer', data: { transferId } })
}
