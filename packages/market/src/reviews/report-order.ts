import type { Ctx, MemberActor, Result } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'

/**
 * One side tells the office that something is wrong. Until the office has spoken nothing goes on and
 * the clocks stand.
 *
 * Refusals in order: market/unknown_order, market/already_cancelled, market/already_completed,
 * market/on_hold, market/wrong_state.
 */
export async function reportOrder(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor; reason: string },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, input)
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  return await advanceOrder(ctx, deps, order, { event: 'reported', actor, note: input.reason })
}
