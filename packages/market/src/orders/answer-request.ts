import type { Ctx, MemberActor, Result } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'

/**
 * The seller of a listing that asks him first agrees to sell, or does not. With his consent the
 * payment is asked for; without it the listing is on sale again.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/already_cancelled,
 * market/already_completed, market/on_hold, market/wrong_state.
 */
export async function answerRequest(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor; approve: boolean },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'seller' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  const event = input.approve ? 'request_approved' : 'request_declined'
  return await advanceOrder(ctx, deps, order, { event, actor })
}
