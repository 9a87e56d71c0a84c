import type { Ctx } from '@modosu/kernel'
import type { OrderEvent } from '../states/order-steps.ts'

/** One step of an order, as it was written. */
export interface OrderStep {
  readonly step: number
  readonly event: string
  readonly actor: string
  readonly from: string
  readonly to: string
  readonly note: string | null
  readonly at: Date
}

/** Writes a step; the order must be locked. Returns its number, which is new for the order. */
export async function insertOrderStep(
  ctx: Ctx,
  orderId: string,
  step: {
    event: OrderEvent | 'order_placed'
    actor: string
    from: string
    to: string
    note: string | null
  },
): Promise<number> {
  const written = await ctx.tx.query<{ step: number }>(
    `insert into market.order_event (order_id, step, event, actor, from_state, to_state, note, at)
     select $1, coalesce(max(e.step), 0) + 1, $2, $3, $4, $5, $6, $7
     from market.order_event e where e.order_id = $1
     returning step`,
    [orderId, step.event, step.actor, step.from, step.to, step.note, ctx.now],
  )
  return written.rows[0]?.step ?? 0
}

const STEPS_MAX = 500

export async function listOrderSteps(ctx: Ctx, orderId: string): Promise<OrderStep[]> {
  const found = await ctx.tx.query<{
    step: number
    event: string
    actor: string
    from_state: string
    to_state: string
    note: string | null
    at: Date
  }>(
    `select step, event, actor, from_state, to_state, note, at
     from market.order_event where order_id = $1 order by step limit $2`,
    [orderId, STEPS_MAX],
  )
  return found.rows.map(({ from_state: from, to_state: to, ...rest }) => ({ ...rest, from, to }))
}

export interface CancelRequest {
  readonly requestedAt: Date
  readonly requestedBy: 'buyer' | 'seller'
  readonly reason: string
}

export async function insertCancelRequest(
  ctx: Ctx,
  orderId: string,
  request: { requestedBy: 'buyer' | 'seller'; reason: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.cancel_request (order_id, requested_at, requested_by, reason)
     values ($1, $2, $3, $4)`,
    [orderId, ctx.now, request.requestedBy, request.reason],
  )
}

/** The latest request to cancel: the one that is open while the state is `cancel_requested`. */
export async function readCancelRequest(
  ctx: Ctx,
  orderId: string,
): Promise<CancelRequest | undefined> {
  const found = await ctx.tx.query<{
    requested_at: Date
    requested_by: 'buyer' | 'seller'
    reason: string
  }>(
    `select requested_at, requested_by, reason from market.cancel_request
     where order_id = $1 order by requested_at desc limit 1`,
    [orderId],
  )
  const row = found.rows[0]
  return row && { requestedAt: row.requested_at, requestedBy: row.requested_by, reason: row.reason }
}

export interface DeliverTo {
  readonly name: string
  readonly postalCode: string
  readonly prefecture: string
  readonly city: string
  readonly line: string
}

export async function insertDelivery(ctx: Ctx, orderId: string, to: DeliverTo): Promise<void> {
  await ctx.tx.query(
    `insert into market.delivery (order_id, name, postal_code, prefecture, city, line)
     values ($1, $2, $3, $4, $5, $6)`,
    [orderId, to.name, to.postalCode, to.prefecture, to.city, to.line],
  )
}

export async function writeDelivery(ctx: Ctx, orderId: string, to: DeliverTo): Promise<void> {
  await ctx.tx.query(
    `update market.delivery
     set name = $2, postal_code = $3, prefecture = $4, city = $5, line = $6
     where order_id = $1`,
    [orderId, to.name, to.postalCode, to.prefecture, to.city, to.line],
  )
}

export async function readDelivery(ctx: Ctx, orderId: string): Promise<DeliverTo | undefined> {
  const found = await ctx.tx.query<{
    name: string
    postal_code: string
    prefecture: string
    city: string
    line: string
  }>('select name, postal_code, prefecture, city, line from market.delivery where order_id = $1', [
    orderId,
  ])
  const row = found.rows[0]
  if (!row) return undefined
  const { postal_code: postalCode, ...rest } = row
  return { ...rest, postalCode }
}
