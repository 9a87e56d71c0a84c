import type { Ctx } from '@modosu/kernel'
import type { Side } from '../orders/order.ts'

export interface OrderMessage {
  readonly messageId: string
  readonly writtenBy: Side
  readonly words: string
  readonly writtenAt: Date
}

export async function insertMessage(
  ctx: Ctx,
  orderId: string,
  message: { messageId: string; writtenBy: Side; words: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.order_message (message_id, order_id, written_by, words, written_at)
     values ($1, $2, $3, $4, $5)`,
    [message.messageId, orderId, message.writtenBy, message.words, ctx.now],
  )
}

export async function countMessages(ctx: Ctx, orderId: string): Promise<number> {
  const counted = await ctx.tx.query<{ messages: bigint }>(
    'select count(*) as messages from market.order_message where order_id = $1',
    [orderId],
  )
  return Number(counted.rows[0]?.messages ?? 0n)
}

export async function listMessages(
  ctx: Ctx,
  orderId: string,
  limit: number,
): Promise<OrderMessage[]> {
  const found = await ctx.tx.query<{
    message_id: string
    written_by: Side
    words: string
    written_at: Date
  }>(
    `select message_id, written_by, words, written_at from market.order_message
     where order_id = $1 order by written_at, message_id limit $2`,
    [orderId, limit],
  )
  return found.rows.map((row) => ({
    messageId: row.message_id,
    writtenBy: row.written_by,
    words: row.words,
    writtenAt: row.written_at,
  }))
}

export const messageGrounds = ['consent', 'emergency', 'warrant'] as const
export type MessageGround = (typeof messageGrounds)[number]

export async function insertGround(
  ctx: Ctx,
  ground: {
    groundId: string
    orderId: string
    ground: MessageGround
    givenBy: string
    reason: string
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.message_ground (ground_id, order_id, ground, given_by, reason, given_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [ground.groundId, ground.orderId, ground.ground, ground.givenBy, ground.reason, ctx.now],
  )
}

/** Whether somebody gave a ground on which these messages may be read by the office. */
export async function hasGround(ctx: Ctx, orderId: string): Promise<boolean> {
  const found = await ctx.tx.query(
    'select 1 from market.message_ground where order_id = $1 limit 1',
    [orderId],
  )
  return found.rowCount > 0
}
