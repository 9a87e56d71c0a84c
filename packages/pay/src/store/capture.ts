import { type Amount, amount, type Ctx } from '@modosu/kernel'

/** What a merchant took of a payment. */
export interface Capture {
  readonly captureId: string
  readonly paymentRequestId: string
  readonly amount: Amount
  /** Nothing more will be taken. */
  readonly final: boolean
  readonly transferId: string
  /** Where in the payment it begins. */
  readonly beginsAt: Amount
}

interface CaptureRow {
  [column: string]: unknown
  capture_id: string
  payment_request_id: string
  amount: bigint
  final: boolean
  transfer_id: string
  begins_at: bigint
}

const COLUMNS = 'capture_id, payment_request_id, amount, final, transfer_id, begins_at'

function captureOf(row: CaptureRow): Capture {
  return {
    captureId: row.capture_id,
    paymentRequestId: row.payment_request_id,
    amount: row.amount as Amount,
    final: row.final,
    transferId: row.transfer_id,
    beginsAt: row.begins_at as Amount,
  }
}

export async function insertCapture(ctx: Ctx, capture: Capture): Promise<void> {
  await ctx.tx.query(
    `insert into pay.capture
       (capture_id, payment_request_id, amount, final, transfer_id, begins_at, captured_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      capture.captureId,
      capture.paymentRequestId,
      capture.amount,
      capture.final,
      capture.transferId,
      capture.beginsAt,
      ctx.now,
    ],
  )
}

export async function findCapture(ctx: Ctx, captureId: string): Promise<Capture | undefined> {
  const found = await ctx.tx.query<CaptureRow>(
    `select ${COLUMNS} from pay.capture where capture_id = $1`,
    [captureId],
  )
  return found.rows[0] && captureOf(found.rows[0])
}

export async function findCaptureByTransfer(
  ctx: Ctx,
  transferId: string,
): Promise<Capture | undefined> {
  const found = await ctx.tx.query<CaptureRow>(
    `select ${COLUMNS} from pay.capture where transfer_id = $1`,
    [transferId],
  )
  return found.rows[0] && captureOf(found.rows[0])
}

/** The captures of a payment, in the order of its units. */
export async function listCaptures(ctx: Ctx, paymentRequestId: string): Promise<Capture[]> {
  const found = await ctx.tx.query<CaptureRow>(
    `select ${COLUMNS} from pay.capture where payment_request_id = $1
     order by begins_at, capture_id`,
    [paymentRequestId],
  )
  return found.rows.map(captureOf)
}

/** The first transfer of each payment: what its desk asks the neighbour's about. */
export async function readFirstTransfers(
  ctx: Ctx,
  paymentRequestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await ctx.tx.query<{ payment_request_id: string; transfer_id: string }>(
    `select distinct on (payment_request_id) payment_request_id, transfer_id
     from pay.capture where payment_request_id = any($1)
     order by payment_request_id, begins_at, capture_id`,
    [paymentRequestIds],
  )
  return new Map(found.rows.map((row) => [row.payment_request_id, row.transfer_id]))
}

/** Notes what came back of a capture; false when this transfer was noted before. */
export async function insertRefund(
  ctx: Ctx,
  refund: { readonly backId: string; readonly captureId: string; readonly amount: Amount },
): Promise<boolean> {
  const inserted = await ctx.tx.query(
    `insert into pay.refund (back_id, capture_id, amount, refunded_at) values ($1, $2, $3, $4)
     on conflict on constraint refund_pkey do nothing`,
    [refund.backId, refund.captureId, refund.amount, ctx.now],
  )
  return inserted.rowCount === 1
}

/** What captures and refunds of payments add up to, by payment. */
export async function sumCaptures(
  ctx: Ctx,
  paymentRequestIds: readonly string[],
): Promise<ReadonlyMap<string, { captured: Amount; refunded: Amount }>> {
  const found = await ctx.tx.query<{
    payment_request_id: string
    captured: bigint
    refunded: bigint
  }>(
    `select capture.payment_request_id, sum(capture.amount)::bigint as captured,
            coalesce(sum((select sum(refund.amount) from pay.refund as refund
                          where refund.capture_id = capture.capture_id)), 0)::bigint as refunded
     from pay.capture as capture where capture.payment_request_id = any($1)
     group by capture.payment_request_id`,
    [paymentRequestIds],
  )
  return new Map(
    found.rows.map((row) => [
      row.payment_request_id,
      { captured: amount(row.captured), refunded: amount(row.refunded) },
    ]),
  )
}
