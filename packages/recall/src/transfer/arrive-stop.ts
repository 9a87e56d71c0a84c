import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg } from '../store/leg.ts'
import { findTransfer, type Transfer } from '../store/transfer.ts'
import { bookBack, isRefusable } from './book-back.ts'

/**
 * A neighbour will never take a transfer of ours, since a claim of ours was quicker: the value in its
 * clearing account is ours again. The refusal of the transfer itself may have told us already.
 *
 * Refusals in order: recall/unknown_transfer, recall/unknown_leg, recall/contradiction (the neighbour
 * said before that it has credited the transfer).
 */
export async function arriveStop(
  ctx: Ctx,
  deps: RecallDeps,
  stop: Transfer,
): Promise<Result<void, RecallError>> {
  const original = stop.originalTransferId
    ? await findTransfer(ctx, stop.originalTransferId)
    : undefined
  if (original?.direction !== 'out' || original.neighbour !== stop.neighbour) {
    return refuse({ code: 'recall/unknown_transfer' })
  }
  if (!isRefusable(original.kind)) return refuse({ code: 'recall/unknown_transfer' })
  const leg = stop.legId === null ? undefined : await findLeg(ctx, stop.legId)
  if (leg?.role !== 'assigner' || leg.transferId !== original.transferId) {
    return refuse({ code: 'recall/unknown_leg' })
  }
  // Never confirmed by us: nothing may come back under it.
  if (leg.stance === 'provisional') return refuse({ code: 'recall/contradiction' })
  if (original.state === 'credited') return refuse({ code: 'recall/contradiction' })
  const { transferId } = original
  await bookBack(ctx, deps, { transferId, legId: leg.legId })
  return ok(undefined)
}
