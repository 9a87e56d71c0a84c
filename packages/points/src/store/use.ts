import { type Amount, amount, type Ctx, type Words } from '@modosu/kernel'
import type { Channel } from '../rules.ts'

/** Points that were used for one order. */
export interface PointsUse {
  readonly orderId: string
  readonly memberId: string
  readonly channel: Channel
  readonly amount: Amount
  readonly refunded: Amount
}

interface UseRow {
  [column: string]: unknown
  order_id: string
  member_id: string
  channel: Channel
  amount: bigint
  refunded: bigint
}

/** Notes a use; false when the order has one already. */
export async function insertUse(
  ctx: Ctx,
  use: Omit<PointsUse, 'refunded'> & { readonly place: Words | undefined },
): Promise<boolean> {
  const inserted = await ctx.tx.query(
    `insert into points.use (order_id, member_id, channel, amount, place_ja, place_en, used_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint use_pkey do nothing`,
    [
      use.orderId,
      use.memberId,
      use.channel,
      use.amount,
      use.place?.ja ?? null,
      use.place?.en ?? null,
      ctx.now,
    ],
  )
  return inserted.rowCount === 1
}

export async function lockUse(ctx: Ctx, orderId: string): Promise<PointsUse | undefined> {
  const found = await ctx.tx.query<UseRow>(
    `select order_id, member_id, channel, amount, refunded
     from points.use where order_id = $1 for update`,
    [orderId],
  )
  const [row] = found.rows
  return (
    row && {
      orderId: row.order_id,
      memberId: row.member_id,
      channel: row.channel,
      amount: row.amount as Amount,
      refunded: row.refunded as Amount,
    }
  )
}

export async function addRefund(ctx: Ctx, orderId: string, more: Amount): Promise<void> {
  await ctx.tx.query('update points.use set refunded = refunded + $2 where order_id = $1', [
    orderId,
    more,
  ])
}

/** What a member has used since then, by every channel that shares the limit. */
export async function sumUsed(
  ctx: Ctx,
  input: {
    readonly memberId: string
    readonly since: Date
    readonly channels: readonly Channel[]
  },
): Promise<Amount> {
  const found = await ctx.tx.query<{ used: bigint }>(
    `select coalesce(sum(amount - refunded), 0)::bigint as used from points.use
     where member_id = $1 and used_at >= $2 and channel = any($3)`,
    [input.memberId, input.since, input.channels],
  )
  return amount(found.rows[0]?.used ?? 0n)
}

/** Where the points of these orders were used. */
export async function readUsedAt(
  ctx: Ctx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Words>> {
  if (orderIds.length === 0) return new Map()
  const found = await ctx.tx.query<{ order_id: string; place_ja: string; place_en: string }>(
    `select order_id, place_ja, place_en from points.use
     where order_id = any($1) and place_ja is not null`,
    [orderIds],
  )
  return new Map(found.rows.map((row) => [row.order_id, { ja: row.place_ja, en: row.place_en }]))
}
