import { type Ctx, type MemberActor, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'
import { readCancelRequest } from '../store/order-record.ts'

/**
 * The other side answers a request to cancel: with consent the money goes back and the listing
 * returns to its place, without fee or rating; without it the order goes on.
 *
 * Refusals in order: market/unknown_order, market/own_request (whoever asked cannot answer),
 * market/already_cancelled, market/already_completed, market/on_hold, market/wrong_state.
 */
export async function answerCancel(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor; agree: boolean },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, input)
  if (!opened.ok) return opened
  const { order, side, actor } = opened.value
  if (order.state === 'cancel_requested') {
    const request = await readCancelRequest(ctx, order.orderId)
    if (request?.requestedBy === side) return refuse({ code: 'market/own_request' })
  }
  const event = input.agree ? 'cancel_agreed' : 'cancel_declined'
  return await advanceOrder(ctx, deps, order, { event, actor })
}
