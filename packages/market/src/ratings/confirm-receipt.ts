import type { Ctx, MemberActor, Result } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'

/**
 * The buyer says that it has arrived. The money goes to the seller at once when the
 * carrier has seen the parcel or the order has left the risk window, and the market does not wait for
 * the seller's rating; otherwise the order is `received` until then: a thief who owns both sides must
 * not empty the escrow with two clicks.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/already_cancelled,
 * market/already_completed, market/on_hold, market/wrong_state.
 */
export async function confirmReceipt(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'buyer' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  return await advanceOrder(ctx, deps, order, { event: 'receipt_given', actor })
}
