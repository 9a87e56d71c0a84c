import type { Ctx } from '@modosu/kernel'

/** A claim's hold over an order, one a leg. */
export interface OrderHold {
  readonly legId: string
  readonly caseId: string
  readonly caseNumber: string
  readonly amount: bigint
  readonly heldAt: Date
}

/** Adds to the hold of a leg; a leg that holds again after it ended opens its row again. */
export async function addToHold(
  ctx: Ctx,
  orderId: string,
  hold: { legId: string; caseId: string; caseNumber: string; amount: bigint },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.order_hold (order_id, leg_id, case_id, case_number, amount, held_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict on constraint order_hold_pkey do update
     set amount = order_hold.amount + excluded.amount,
       held_at = case when order_hold.ended_at is null then order_hold.held_at
                      else excluded.held_at end,
       ended_at = null`,
    [orderId, hold.legId, hold.caseId, hold.caseNumber, hold.amount, ctx.now],
  )
}

/** Takes from the hold of a leg. It ends when nothing of it is left. */
export async function takeFromHold(
  ctx: Ctx,
  orderId: string,
  taken: { legId: string; amount: bigint },
): Promise<void> {
  await ctx.tx.query(
    `update market.order_hold set amount = amount - $3,
       ended_at = case when amount = $3 then $4::timestamptz end
     where order_id = $1 and leg_id = $2`,
    [orderId, taken.legId, taken.amount, ctx.now],
  )
}

/** The holds that are open, oldest first. */
export async function listOpenHolds(ctx: Ctx, orderId: string): Promise<OrderHold[]> {
  const found = await ctx.tx.query<{
    leg_id: string
    case_id: string
    case_number: string
    amount: bigint
    held_at: Date
  }>(
    `select leg_id, case_id, case_number, amount, held_at from market.order_hold
     where order_id = $1 and ended_at is null order by held_at, leg_id`,
    [orderId],
  )
  return found.rows.map((row) => ({
    legId: row.leg_id,
    caseId: row.case_id,
    caseNumber: row.case_number,
    amount: row.amount,
    heldAt: row.held_at,
  }))
}

/** Cases that ever held this order: the ones whom its end concerns. */
export async function listCases(ctx: Ctx, orderId: string): Promise<string[]> {
  const found = await ctx.tx.query<{ case_id: string }>(
    'select distinct case_id from market.order_hold where order_id = $1 order by case_id',
    [orderId],
  )
  return found.rows.map((row) => row.case_id)
}

export type NoticeFact =
  | 'sent'
  | 'delivered'
  | 'opened'
  | 'acknowledged'
  | 'declared_with_me'
  | 'declared_shipped'

/** Writes a fact about the notice of the hold that began at `heldAt`, unless it stands already. */
export async function noteFact(
  ctx: Ctx,
  notice: { orderId: string; heldAt: Date; fact: NoticeFact },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.notice_fact (order_id, held_at, fact, at) values ($1, $2, $3, $4)
     on conflict on constraint notice_fact_pkey do nothing`,
    [notice.orderId, notice.heldAt, notice.fact, ctx.now],
  )
}

/** When each fact about a hold's notice happened. */
export async function readFacts(
  ctx: Ctx,
  orderId: string,
  heldAt: Date,
): Promise<ReadonlyMap<NoticeFact, Date>> {
  const found = await ctx.tx.query<{ fact: NoticeFact; at: Date }>(
    'select fact, at from market.notice_fact where order_id = $1 and held_at = $2 order by at',
    [orderId, heldAt],
  )
  return new Map(found.rows.map((row) => [row.fact, row.at]))
}
