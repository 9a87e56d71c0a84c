import type { Ctx, MemberActor, Result } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'

/**
 * One side asks to cancel before shipping: the seller at any time, the buyer once the shipping
 * deadline has passed. The other side answers; its silence for the profile's time is consent.
 *
 * Refusals in order: market/unknown_order, market/already_cancelled, market/already_completed,
 * market/on_hold, market/ship_by_not_passed (buyer), market/wrong_state.
 */
export async function requestCancel(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor; reason: string },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, input)
  if (!opened.ok) return opened
  const { order, side, actor } = opened.value
  const event = side === 'seller' ? 'cancel_asked_by_seller' : 'cancel_asked_by_buyer'
  return await advanceOrder(ctx, deps, order, { event, actor, note: input.reason })
}
