import { type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { sideOf } from '../orders/order.ts'
import { hasGround, listMessages, type OrderMessage } from '../store/message.ts'
import { readOrderRow } from '../store/purchase.ts'
import { MESSAGES_MAX } from './write-message.ts'

/**
 * The messages of an order, for one of its sides, the oldest first. Without an end: they stay
 * readable to the two who wrote them.
 *
 * Refusals: market/unknown_order, also for an order of others.
 */
export async function readMessages(
  ctx: Ctx,
  input: { orderId: string; member: MemberActor },
): Promise<Result<readonly OrderMessage[], MarketError>> {
  const order = await readOrderRow(ctx, input.orderId)
  if (!order || !sideOf(order, input.member.memberId)) {
    return refuse({ code: 'market/unknown_order' })
  }
  return ok(await listMessages(ctx, order.orderId, MESSAGES_MAX))
}

/**
 * The messages of an order, for the office. They are secret, and so is that they were written: staff
 * read them only on a ground that was recorded before.
 *
 * Refusals in order: market/unknown_order, market/messages_secret.
 */
export async function readMessagesAsOffice(
  ctx: Ctx,
  input: { orderId: string },
): Promise<Result<readonly OrderMessage[], MarketError>> {
  const order = await readOrderRow(ctx, input.orderId)
  if (!order) return refuse({ code: 'market/unknown_order' })
  if (!(await hasGround(ctx, order.orderId))) return refuse({ code: 'market/messages_secret' })
  return ok(await listMessages(ctx, order.orderId, MESSAGES_MAX))
}
