import type { Ctx, MemberActor, Result } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'

/**
 * The seller asks for the receipt that the buyer does not give. Where the carrier delivered it long
 * enough ago the order completes; otherwise the buyer is asked once more.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/already_cancelled,
 * market/already_completed, market/on_hold, market/receipt_ask_too_early, market/wrong_state.
 */
export async function askReceipt(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'seller' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  return await advanceOrder(ctx, deps, order, { event: 'receipt_asked', actor })
}
