import type { Amount, Ctx, Row } from '@modosu/kernel'
import type { Carrier } from '../parcels/tracking-number.ts'

/** A label that the market bought for an order. */
export interface Label {
  readonly labelId: string
  readonly orderId: string
  readonly carrier: Carrier
  readonly trackingNumber: string
  /** What the seller shows at the counter. */
  readonly code: string
  readonly postage: Amount
  readonly anonymous: boolean
  readonly madeAt: Date
  readonly voidedAt: Date | null
}

interface LabelRow extends Row {
  label_id: string
  order_id: string
  carrier: Carrier
  tracking_number: string
  code: string
  postage: Amount
  anonymous: boolean
  made_at: Date
  voided_at: Date | null
}

const LABEL_COLUMNS = `label_id, order_id, carrier, tracking_number, code, postage, anonymous,
  made_at, voided_at`

const toLabel = (row: LabelRow): Label => ({
  labelId: row.label_id,
  orderId: row.order_id,
  carrier: row.carrier,
  trackingNumber: row.tracking_number,
  code: row.code,
  postage: row.postage,
  anonymous: row.anonymous,
  madeAt: row.made_at,
  voidedAt: row.voided_at,
})

/** The next number of the block that the carriers gave the market. */
export async function takeLabelNumber(ctx: Ctx): Promise<bigint> {
  const taken = await ctx.tx.query<{ number: bigint }>(
    "select nextval('market.label_number') as number",
  )
  return taken.rows[0]?.number ?? 0n
}

export async function insertLabel(
  ctx: Ctx,
  label: Omit<Label, 'madeAt' | 'voidedAt'>,
): Promise<void> {
  await ctx.tx.query(
    `insert into market.label (label_id, order_id, carrier, tracking_number, code, postage,
       anonymous, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      label.labelId,
      label.orderId,
      label.carrier,
      label.trackingNumber,
      label.code,
      label.postage,
      label.anonymous,
      ctx.now,
    ],
  )
}

/** The label of an order that was not voided; one at a time. */
export async function readLiveLabel(ctx: Ctx, orderId: string): Promise<Label | undefined> {
  const found = await ctx.tx.query<LabelRow>(
    `select ${LABEL_COLUMNS} from market.label where order_id = $1 and voided_at is null`,
    [orderId],
  )
  return found.rows[0] && toLabel(found.rows[0])
}

export async function readLabelRow(ctx: Ctx, labelId: string): Promise<Label | undefined> {
  const found = await ctx.tx.query<LabelRow>(
    `select ${LABEL_COLUMNS} from market.label where label_id = $1`,
    [labelId],
  )
  return found.rows[0] && toLabel(found.rows[0])
}

export async function writeLabelVoided(
  ctx: Ctx,
  labelId: string,
  borneByMarket: boolean,
): Promise<void> {
  await ctx.tx.query(
    'update market.label set voided_at = $2, borne_by_market = $3 where label_id = $1',
    [labelId, ctx.now, borneByMarket],
  )
}

/** What the seller owes for the label that his parcel went with, in yen; zero without one. */
export async function readPostage(ctx: Ctx, orderId: string): Promise<bigint> {
  return (await readLiveLabel(ctx, orderId))?.postage ?? 0n
}
