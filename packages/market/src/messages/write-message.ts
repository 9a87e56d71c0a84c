import { type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { mailMember } from '../mail-member.ts'
import { openOrder } from '../orders/open-order.ts'
import { countMessages, insertMessage } from '../store/message.ts'

/** More than this in one order is no talk between two people any more. */
export const MESSAGES_MAX = 300

/**
 * One side writes to the other. Nobody else reads it; the mail to the other side says that there is
 * a message and not what it says. After a cancel the messages are closed; after a completed order
 * they stay open, since a thing may break.
 *
 * Refusals in order: market/unknown_order, market/already_cancelled, market/messages_limit.
 */
export async function writeMessage(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor; words: string },
): Promise<Result<{ messageId: string }, MarketError>> {
  const opened = await openOrder(ctx, input)
  if (!opened.ok) return opened
  const { order, side } = opened.value
  if (order.state === 'cancelled') return refuse({ code: 'market/already_cancelled' })
  if ((await countMessages(ctx, order.orderId)) >= MESSAGES_MAX) {
    return refuse({ code: 'market/messages_limit', max: MESSAGES_MAX })
  }
  const messageId = ctx.newId('msg')
  await insertMessage(ctx, order.orderId, { messageId, writtenBy: side, words: input.words })
  await mailMember(ctx, deps, {
    to: side === 'seller' ? order.buyerId : order.sellerId,
    mail: 'other_wrote',
    title: order.title,
    orderId: order.orderId,
    path: `/order/${order.orderId}`,
  })
  return ok({ messageId })
}
