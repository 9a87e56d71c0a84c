import { type Ctx, type Result, refuse, type StaffActor } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'
import { lockOrder } from '../store/purchase.ts'

/** What the office may say of an order under review, besides cancelling one that is not shipped. */
export const reviewDecisions = { goes_on: 'review_ended', send_back: 'return_ordered' } as const
export type ReviewDecision = keyof typeof reviewDecisions

/**
 * The office has looked at an order: it goes on where it stood with the time left, or the buyer sends
 * the thing back and has his money when it has arrived.
 *
 * Refusals in order: market/unknown_order, market/already_cancelled, market/already_completed,
 * market/on_hold, market/wrong_state (not under review, or nothing was shipped to send back).
 */
export async function decideReview(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; staff: StaffActor; decision: ReviewDecision; reason: string },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const order = await lockOrder(ctx, input.orderId)
  if (!order) return refuse({ code: 'market/unknown_order' })
  return await advanceOrder(ctx, deps, order, {
    event: reviewDecisions[input.decision],
    actor: { name: `staff:${input.staff.staffId}` },
    note: input.reason,
  })
}
