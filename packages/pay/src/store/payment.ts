import { type Amount, assert, type Ctx } from '@modosu/kernel'
import type {
  PaymentApproval,
  PaymentAsked,
  PaymentRequest,
  PaymentState,
} from './payment-request.ts'

const COLUMNS = `payment_request_id, neighbour, amount, unit, item_name, place_ja, place_en,
  order_reference, return_url, expires_at, state, transfer_id, member_id, session_id, device_id,
  approved_at, refunded_at`

interface PaymentRow {
  [column: string]: unknown
  payment_request_id: string
  neighbour: string
  amount: bigint
  unit: string
  item_name: string
  place_ja: string
  place_en: string
  order_reference: string
  return_url: string
  expires_at: Date
  state: PaymentState
  transfer_id: string | null
  member_id: string | null
  session_id: string | null
  device_id: string | null
  approved_at: Date | null
  refunded_at: Date | null
}

function requestOf(row: PaymentRow): PaymentRequest {
  return {
    paymentRequestId: row.payment_request_id,
    neighbour: row.neighbour,
    amount: row.amount as Amount,
    unit: row.unit,
    itemName: row.item_name,
    place: { ja: row.place_ja, en: row.place_en },
    orderReference: row.order_reference,
    returnUrl: row.return_url,
    expiresAt: row.expires_at,
    state: row.state,
    approval: approvalOf(row),
    refundedAt: row.refunded_at ?? undefined,
  }
}

function approvalOf(row: PaymentRow): PaymentApproval | undefined {
  if (row.transfer_id === null) return undefined
  const { member_id, session_id, device_id, approved_at } = row
  assert(member_id && session_id && device_id && approved_at, 'a paid request has a payer')
  return {
    transferId: row.transfer_id,
    memberId: member_id,
    sessionId: session_id,
    deviceId: device_id,
    approvedAt: approved_at,
  }
}

/** Notes a request unless its id is taken; waits for another transaction that takes it now. */
export async function insertPaymentRequest(ctx: Ctx, asked: PaymentAsked): Promise<boolean> {
  const inserted = await ctx.tx.query(
    `insert into pay.payment_request
       (payment_request_id, neighbour, amount, unit, item_name, place_ja, place_en,
        order_reference, return_url, expires_at, received_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'requested')
     on conflict on constraint payment_request_pkey do nothing`,
    [
      asked.paymentRequestId,
      asked.neighbour,
      asked.amount,
      asked.unit,
      asked.itemName,
      asked.place.ja,
      asked.place.en,
      asked.orderReference,
      asked.returnUrl,
      asked.expiresAt,
      ctx.now,
    ],
  )
  return inserted.rowCount === 1
}

export async function readPaymentRequest(
  ctx: Ctx,
  paymentRequestId: string,
): Promise<PaymentRequest | undefined> {
  const found = await ctx.tx.query<PaymentRow>(
    `select ${COLUMNS} from pay.payment_request where payment_request_id = $1`,
    [paymentRequestId],
  )
  return found.rows[0] && requestOf(found.rows[0])
}

/** Reads a request and keeps everybody else from deciding about it until the end of the transaction. */
export async function lockPaymentRequest(
  ctx: Ctx,
  paymentRequestId: string,
): Promise<PaymentRequest | undefined> {
  const found = await ctx.tx.query<PaymentRow>(
    `select ${COLUMNS} from pay.payment_request where payment_request_id = $1 for update`,
    [paymentRequestId],
  )
  return found.rows[0] && requestOf(found.rows[0])
}

export async function writeApproval(
  ctx: Ctx,
  paymentRequestId: string,
  approval: PaymentApproval,
): Promise<void> {
  const written = await ctx.tx.query(
    `update pay.payment_request
     set state = 'approved', transfer_id = $2, member_id = $3, session_id = $4, device_id = $5,
         approved_at = $6
     where payment_request_id = $1 and state = 'requested'`,
    [
      paymentRequestId,
      approval.transferId,
      approval.memberId,
      approval.sessionId,
      approval.deviceId,
      approval.approvedAt,
    ],
  )
  assert(written.rowCount === 1, 'only a locked, open request is approved')
}

export async function writeExpiry(ctx: Ctx, paymentRequestId: string): Promise<void> {
  await ctx.tx.query(
    `update pay.payment_request set state = 'expired'
     where payment_request_id = $1 and state = 'requested' and expires_at <= $2`,
    [paymentRequestId, ctx.now],
  )
}

/** Closes the payment of a transfer when all of it came back. */
export async function writeRefund(
  ctx: Ctx,
  refund: { readonly transferId: string; readonly amount: Amount },
): Promise<void> {
  await ctx.tx.query(
    `update pay.payment_request set state = 'refunded', refunded_at = $3
     where transfer_id = $1 and amount = $2 and state = 'approved'`,
    [refund.transferId, refund.amount, ctx.now],
  )
}

/** Payments of a member, newest first. */
export async function readPaymentsOf(
  ctx: Ctx,
  input: { readonly memberId: string; readonly limit: number },
): Promise<PaymentRequest[]> {
  const found = await ctx.tx.query<PaymentRow>(
    `select ${COLUMNS} from pay.payment_request where member_id = $1
     order by approved_at desc, payment_request_id desc limit $2`,
    [input.memberId, input.limit],
  )
  return found.rows.map(requestOf)
}

/** Payments by the transfers that carried them. */
export async function readPaymentsByTransfer(
  ctx: Ctx,
  transferIds: readonly string[],
): Promise<ReadonlyMap<string, PaymentRequest>> {
  if (transferIds.length === 0) return new Map()
  const found = await ctx.tx.query<PaymentRow>(
    `select ${COLUMNS} from pay.payment_request where transfer_id = any($1)`,
    [transferIds],
  )
  return new Map(found.rows.map((row) => [row.transfer_id ?? '', requestOf(row)]))
}
