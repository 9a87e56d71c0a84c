import { amount, assert, type Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import { findLegs, lockCases } from '../store/leg.ts'
import { listLegsAwaiting } from '../store/part.ts'
import { findTombstone, insertTombstone } from '../store/tombstone.ts'
import { findTransfer, insertTransfer, lockTransfer } from '../store/transfer.ts'
import { endAwaited } from './end-awaited.ts'

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
  const legs = await findLegs(
    ctx,
    waiting.map((one) => one.legId),
  )
  const first = waiting.map((one) => legs.get(one.legId)).find((leg) => leg?.stance === 'confirmed')
  if (!first) return
  assert(first.neighbour !== null, 'an assignee leg has an assigner')
  await insertTombstone(ctx, { transferId, neighbour: first.neighbour, legId: first.legId })
  await endAwaited(ctx, transferId)
  await tellSender(ctx, first, transferId)
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
