import { type Ctx, type Result, refuse, type StaffActor } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'
import { lockOrder } from '../store/purchase.ts'

/**
 * The office cancels an order that is not shipped. An order on hold is not its to end: the claim
 * decides, so that the value cannot leave the claim by a second way.
 *
 * Refusals in order: market/unknown_order, market/already_cancelled, market/already_completed,
 * market/on_hold, market/wrong_state (shipped or received).
 */
export async function cancelByOffice(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; staff: StaffActor; reason: string },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const order = await lockOrder(ctx, input.orderId)
  if (!order) return refuse({ code: 'market/unknown_order' })
  return await advanceOrder(ctx, deps, order, {
    event: 'cancelled_by_office',
    actor: { name: `staff:${input.staff.staffId}` },
    note: input.reason,
  })
}
