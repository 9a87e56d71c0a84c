import { type Amount, assert, type Ctx } from '@modosu/kernel'
import type {
  CaptureMode,
  PaymentApproval,
  PaymentAsked,
  PaymentRequest,
} from '../payment-request.ts'
import type { PaymentState } from '../payment-states.ts'

const COLUMNS = `request.payment_request_id, request.neighbour, request.amount, request.unit,
  request.item_name, request.place_ja, request.place_en, request.order_reference,
  request.return_url, request.expires_at, request.capture, request.notifies, request.state,
  request.member_id, request.session_id, request.device_id, request.approved_at, request.points,
  request.captured, request.refunded, request.captures_at, request.authorised_until,
  request.refunded_at`

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
  capture: CaptureMode
  notifies: boolean
  state: PaymentState
  member_id: string | null
  session_id: string | null
  device_id: string | null
  approved_at: Date | null
  points: bigint
  captured: bigint
  refunded: bigint
  captures_at: Date | null
  authorised_until: Date | null
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
    capture: row.capture,
    notifies: row.notifies,
    state: row.state,
    approval: approvalOf(row),
    points: row.points as Amount,
    captured: row.captured as Amount,
    refunded: row.refunded as Amount,
    capturesAt: row.captures_at ?? undefined,
    authorisedUntil: row.authorised_until ?? undefined,
    refundedAt: row.refunded_at ?? undefined,
  }
}

function approvalOf(row: PaymentRow): PaymentApproval | undefined {
  const { member_id, session_id, device_id, approved_at } = row
  if (member_id === null) return undefined
  assert(session_id && device_id && approved_at, 'an approved payment has a payer')
  return {
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
        order_reference, return_url, expires_at, capture, notifies, received_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'requested')
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
      asked.capture,
      asked.notifies,
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
    `select ${COLUMNS} from pay.payment_request as request where payment_request_id = $1`,
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
    `select ${COLUMNS} from pay.payment_request as request
     where payment_request_id = $1 for update`,
    [paymentRequestId],
  )
  return found.rows[0] && requestOf(found.rows[0])
}

export interface Approval {
  readonly state: 'authorised' | 'approved'
  readonly by: PaymentApproval
  readonly points: Amount
  readonly capturesAt?: Date | undefined
  readonly authorisedUntil?: Date | undefined
}

export async function writeApproval(
  ctx: Ctx,
  paymentRequestId: string,
  approval: Approval,
): Promise<void> {
  const { by } = approval
  const written = await ctx.tx.query(
    `update pay.payment_request
     set state = $2, member_id = $3, session_id = $4, device_id = $5, approved_at = $6,
         points = $7, captures_at = $8, authorised_until = $9
     where payment_request_id = $1 and state = 'requested'`,
    [
      paymentRequestId,
      approval.state,
      by.memberId,
      by.sessionId,
      by.deviceId,
      by.approvedAt,
      approval.points,
      approval.capturesAt ?? null,
      approval.authorisedUntil ?? null,
    ],
  )
  assert(written.rowCount === 1, 'only a locked, open request is approved')
}

export async function writeExpiry(ctx: Ctx, paymentRequestId: string): Promise<boolean> {
  const written = await ctx.tx.query(
    `update pay.payment_request set state = 'expired'
     where payment_request_id = $1 and state = 'requested' and expires_at <= $2`,
    [paymentRequestId, ctx.now],
  )
  return written.rowCount === 1
}

/** Writes where a locked payment stands now. */
export async function writePayment(
  ctx: Ctx,
  paymentRequestId: string,
  to: {
    readonly state: PaymentState
    readonly captured?: Amount
    readonly refunded?: Amount
    readonly capturesAt?: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `update pay.payment_request
     set state = $2, captured = coalesce($3, captured), refunded = coalesce($4, refunded),
         captures_at = coalesce($5, captures_at),
         refunded_at = case when $2 = 'refunded' then $6::timestamptz end
     where payment_request_id = $1`,
    [
      paymentRequestId,
      to.state,
      to.captured ?? null,
      to.refunded ?? null,
      to.capturesAt ?? null,
      ctx.now,
    ],
  )
}

/** Payments of a member, newest first. */
export async function readPaymentsOf(
  ctx: Ctx,
  input: { readonly memberId: string; readonly limit: number },
): Promise<PaymentRequest[]> {
  const found = await ctx.tx.query<PaymentRow>(
    `select ${COLUMNS} from pay.payment_request as request where member_id = $1
     order by approved_at desc, payment_request_id desc limit $2`,
    [input.memberId, input.limit],
  )
  return found.rows.map(requestOf)
}

/** Payments in order of their ids, after one: for whoever goes through all of them. */
export async function pagePayments(
  ctx: Ctx,
  page: { readonly after: string; readonly limit: number },
): Promise<PaymentRequest[]> {
  const found = await ctx.tx.query<PaymentRow>(
    `select ${COLUMNS} from pay.payment_request as request where payment_request_id > $1
     order by payment_request_id limit $2`,
    [page.after, page.limit],
  )
  return found.rows.map(requestOf)
}

/** Payments by the transfers that carried them. */
export async function readPaymentsByTransfer(
  ctx: Ctx,
  transferIds: readonly string[],
): Promise<ReadonlyMap<string, PaymentRequest>> {
  if (transferIds.length === 0) return new Map()
  const found = await ctx.tx.query<PaymentRow & { transfer_id: string }>(
    `select ${COLUMNS}, capture.transfer_id from pay.capture as capture
     join pay.payment_request as request
       on request.payment_request_id = capture.payment_request_id
     where capture.transfer_id = any($1)`,
    [transferIds],
  )
  return new Map(found.rows.map((row) => [row.transfer_id, requestOf(row)]))
}
