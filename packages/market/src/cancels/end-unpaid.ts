import type { Ctx, MemberActor, Result } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'

/**
 * The seller ends an order that was not paid in time, where the market leaves that to him.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/already_cancelled,
 * market/already_completed, market/on_hold, market/pay_due_not_passed, market/wrong_state.
 */
export async function endUnpaid(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'seller' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  return await advanceOrder(ctx, deps, order, { event: 'ended_unpaid', actor })
}
