import type { Amount, Ctx, Row } from '@modosu/kernel'
import type { ShippingWay } from '../listings/listing.ts'
import type { Order, Side } from '../orders/order.ts'
import type { ShipsIn } from '../profiles/profile.ts'
import type { Ending, OrderState } from '../states/order-steps.ts'

const ORDER_COLUMNS = `p.order_id, p.listing_id, l.title, l.ships_in, p.seller_id, p.buyer_id,
  p.price, p.fee, p.state, p.payment_request_id, p.approval_url, p.pay_company, p.transfer_id,
  p.ordered_at, p.approved_at, p.paid_at, p.ended_at, p.ending, p.reviewed_from, p.on_hold,
  p.held_at, p.seller_keeps, p.paid_from_loss, l.shipping_way`
const FROM_ORDER = 'from market.purchase p join market.listing l on l.listing_id = p.listing_id'

interface OrderRow extends Row {
  order_id: string
  listing_id: string
  title: string
  ships_in: ShipsIn
  seller_id: string
  buyer_id: string
  price: Amount
  fee: Amount
  state: OrderState
  payment_request_id: string
  approval_url: string | null
  pay_company: string
  transfer_id: string | null
  ordered_at: Date
  approved_at: Date | null
  paid_at: Date | null
  ended_at: Date | null
  ending: Ending | null
  reviewed_from: OrderState | null
  on_hold: boolean
  held_at: Date | null
  seller_keeps: boolean
  paid_from_loss: boolean
  shipping_way: ShippingWay
}

function toOrder(row: OrderRow): Order {
  return {
    orderId: row.order_id,
    listingId: row.listing_id,
    title: row.title,
    shipsIn: row.ships_in,
    sellerId: row.seller_id,
    buyerId: row.buyer_id,
    price: row.price,
    fee: row.fee,
    state: row.state,
    paymentRequestId: row.payment_request_id,
    approvalUrl: row.approval_url,
    payCompany: row.pay_company,
    transferId: row.transfer_id,
    orderedAt: row.ordered_at,
    approvedAt: row.approved_at,
    paidAt: row.paid_at,
    endedAt: row.ended_at,
    ending: row.ending,
    reviewedFrom: row.reviewed_from,
    onHold: row.on_hold,
    heldAt: row.held_at,
    sellerKeeps: row.seller_keeps,
    paidFromLoss: row.paid_from_loss,
    shippingWay: row.shipping_way,
  }
}

/** Reads an order and keeps others from changing it until the transaction ends. */
export async function lockOrder(ctx: Ctx, orderId: string): Promise<Order | undefined> {
  const found = await ctx.tx.query<OrderRow>(
    `select ${ORDER_COLUMNS} ${FROM_ORDER} where p.order_id = $1 for update of p`,
    [orderId],
  )
  return found.rows[0] && toOrder(found.rows[0])
}

export async function readOrderRow(ctx: Ctx, orderId: string): Promise<Order | undefined> {
  const found = await ctx.tx.query<OrderRow>(
    `select ${ORDER_COLUMNS} ${FROM_ORDER} where p.order_id = $1`,
    [orderId],
  )
  return found.rows[0] && toOrder(found.rows[0])
}

/** The order that a payment request pays, locked. */
export async function lockOrderOfPayment(
  ctx: Ctx,
  paymentRequestId: string,
): Promise<Order | undefined> {
  const found = await ctx.tx.query<OrderRow>(
    `select ${ORDER_COLUMNS} ${FROM_ORDER} where p.payment_request_id = $1 for update of p`,
    [paymentRequestId],
  )
  return found.rows[0] && toOrder(found.rows[0])
}

export async function listOrdersOf(
  ctx: Ctx,
  list: { memberId: string; side: Side; before: Date | null; limit: number },
): Promise<Order[]> {
  const column = list.side === 'buyer' ? 'p.buyer_id' : 'p.seller_id'
  const found = await ctx.tx.query<OrderRow>(
    `select ${ORDER_COLUMNS} ${FROM_ORDER}
     where ${column} = $1 and ($2::timestamptz is null or p.ordered_at < $2)
     order by p.ordered_at desc, p.order_id desc limit $3`,
    [list.memberId, list.before, list.limit],
  )
  return found.rows.map(toOrder)
}

/** The desk's exact search: every given member must be equal; the title is compared folded. */
export async function findOrderRows(
  ctx: Ctx,
  search: {
    orderId: string | null
    paymentRequestId: string | null
    amount: bigint | null
    titleFolded: string | null
    limit: number
  },
): Promise<Order[]> {
  const found = await ctx.tx.query<OrderRow>(
    `select ${ORDER_COLUMNS} ${FROM_ORDER}
     where ($1::text is null or p.order_id = $1)
       and ($2::text is null or p.payment_request_id = $2)
       and ($3::bigint is null or p.price = $3)
       and ($4::text is null or l.title_folded = $4)
     order by p.ordered_at desc, p.order_id desc limit $5`,
    [search.orderId, search.paymentRequestId, search.amount, search.titleFolded, search.limit],
  )
  return found.rows.map(toOrder)
}

export interface NewOrder {
  readonly orderId: string
  readonly listingId: string
  readonly sellerId: string
  readonly buyerId: string
  readonly price: bigint
  readonly fee: bigint
  readonly paymentRequestId: string
  readonly payCompany: string
  readonly state: 'awaiting_approval' | 'awaiting_payment'
}

export async function insertOrder(ctx: Ctx, order: NewOrder): Promise<void> {
  await ctx.tx.query(
    `insert into market.purchase (order_id, listing_id, seller_id, buyer_id, price, fee, state,
       payment_request_id, pay_company, ordered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      order.orderId,
      order.listingId,
      order.sellerId,
      order.buyerId,
      order.price,
      order.fee,
      order.state,
      order.paymentRequestId,
      order.payCompany,
      ctx.now,
    ],
  )
}

/** Writes the state after a step. An order that ends is not on hold any more. */
export async function writeOrderState(
  ctx: Ctx,
  orderId: string,
  written: { state: OrderState; ending: Ending | null },
): Promise<void> {
  await ctx.tx.query(
    `update market.purchase set state = $2, ending = $3,
       ended_at = case when $3::text is null then null else $4::timestamptz end,
       on_hold = on_hold and $3::text is null
     where order_id = $1`,
    [orderId, written.state, written.ending, ctx.now],
  )
}

/** The seller agreed to sell: the days to pay count from now. */
export async function writeOrderApproved(ctx: Ctx, orderId: string): Promise<void> {
  await ctx.tx.query('update market.purchase set approved_at = $2 where order_id = $1', [
    orderId,
    ctx.now,
  ])
}

/** The state to which an order comes back when the office has looked at it. */
export async function writeReviewedFrom(
  ctx: Ctx,
  orderId: string,
  state: OrderState,
): Promise<void> {
  await ctx.tx.query('update market.purchase set reviewed_from = $2 where order_id = $1', [
    orderId,
    state,
  ])
}

export async function writeOrderPaid(ctx: Ctx, orderId: string, transferId: string): Promise<void> {
  await ctx.tx.query(
    'update market.purchase set transfer_id = $2, paid_at = $3 where order_id = $1',
    [orderId, transferId, ctx.now],
  )
}

export async function writeApprovalUrl(ctx: Ctx, orderId: string, url: string): Promise<void> {
  await ctx.tx.query(
    `update market.purchase set approval_url = $2
     where order_id = $1 and state = 'awaiting_payment'`,
    [orderId, url],
  )
}

export async function writeOrderHeld(ctx: Ctx, orderId: string): Promise<void> {
  await ctx.tx.query(
    'update market.purchase set on_hold = true, held_at = $2 where order_id = $1',
    [orderId, ctx.now],
  )
}

export async function writeOrderUnheld(ctx: Ctx, orderId: string): Promise<void> {
  await ctx.tx.query('update market.purchase set on_hold = false where order_id = $1', [orderId])
}

export async function writeSellerKeeps(ctx: Ctx, orderId: string): Promise<void> {
  await ctx.tx.query('update market.purchase set seller_keeps = true where order_id = $1', [
    orderId,
  ])
}

export async function writePaidFromLoss(ctx: Ctx, orderId: string): Promise<void> {
  await ctx.tx.query('update market.purchase set paid_from_loss = true where order_id = $1', [
    orderId,
  ])
}
