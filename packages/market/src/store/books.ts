import type { Ctx, Row } from '@modosu/kernel'
import type { OrderState } from '../states/order-steps.ts'

/** What the tables say of an order's money. */
export interface BookedOrder {
  readonly orderId: string
  readonly state: OrderState
  readonly price: bigint
  readonly fee: bigint
  /** What claims hold of it now: it lies with their cases. */
  readonly held: bigint
}

interface BookedRow extends Row {
  order_id: string
  state: OrderState
  price: bigint
  fee: bigint
  held: bigint
}

/** Orders by their ids, page by page, in one look at the tables. */
export async function pageBookedOrders(
  ctx: Ctx,
  page: { after: string; limit: number },
): Promise<BookedOrder[]> {
  const found = await ctx.tx.query<BookedRow>(
    `select p.order_id, p.state, p.price, p.fee,
       coalesce((select sum(h.amount) from market.order_hold h
         where h.order_id = p.order_id and h.ended_at is null), 0)::bigint as held
     from market.purchase p where p.order_id > $1 order by p.order_id limit $2`,
    [page.after, page.limit],
  )
  return found.rows.map(({ order_id: orderId, ...rest }) => ({ orderId, ...rest }))
}

/** The postage of every label that went with a completed order, or that the market bore. */
export async function sumPostage(ctx: Ctx): Promise<bigint> {
  const found = await ctx.tx.query<{ postage: bigint }>(
    `select coalesce(sum(l.postage), 0)::bigint as postage
     from market.label l join market.purchase p on p.order_id = l.order_id
     where l.borne_by_market or (l.voided_at is null and p.state = 'completed')`,
  )
  return found.rows[0]?.postage ?? 0n
}
