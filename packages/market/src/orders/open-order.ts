import { type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import type { StepActor } from '../states/advance-order.ts'
import { lockOrder } from '../store/purchase.ts'
import { type Order, type Side, sideOf } from './order.ts'

/**
 * Locks an order for a member who has a part in it. An order of others looks like one that is not
 * there. With `mustBe`, the other side is told that this is not his to do.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do.
 */
export async function openOrder(
  ctx: Ctx,
  input: { orderId: string; member: MemberActor; mustBe?: Side },
): Promise<Result<{ order: Order; side: Side; actor: StepActor }, MarketError>> {
  const order = await lockOrder(ctx, input.orderId)
  const side = order && sideOf(order, input.member.memberId)
  if (!order || !side) return refuse({ code: 'market/unknown_order' })
  if (input.mustBe && side !== input.mustBe) return refuse({ code: 'market/not_yours_to_do' })
  const { memberId, sessionId, deviceId } = input.member
  return ok({ order, side, actor: { name: side, memberId, sessionId, deviceId } })
}
