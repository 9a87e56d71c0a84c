import type { Ctx } from '@modosu/kernel'
import type { Carrier } from '../parcels/tracking-number.ts'

export interface Shipment {
  readonly carrier: Carrier
  readonly trackingNumber: string
  readonly saidAt: Date
  /** Told while the order was on hold. */
  readonly flagged: boolean
}

export interface CarrierScan {
  readonly status: string
  readonly scannedAt: Date
}

/** The order that named a parcel, or that the market made its label for. Two orders that name one at the same moment queue here. */
export async function findOrderOfParcel(
  ctx: Ctx,
  parcel: { carrier: Carrier; trackingNumber: string },
): Promise<string | undefined> {
  await ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `market parcel ${parcel.carrier} ${parcel.trackingNumber}`,
  ])
  const found = await ctx.tx.query<{ order_id: string }>(
    `select order_id from market.shipment where carrier = $1 and tracking_number = $2
     union select order_id from market.label where carrier = $1 and tracking_number = $2`,
    [parcel.carrier, parcel.trackingNumber],
  )
  return found.rows[0]?.order_id
}

export async function insertShipment(
  ctx: Ctx,
  orderId: string,
  shipment: { carrier: Carrier; trackingNumber: string; flagged: boolean },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.shipment (order_id, carrier, tracking_number, said_at, flagged)
     values ($1, $2, $3, $4, $5)`,
    [orderId, shipment.carrier, shipment.trackingNumber, ctx.now, shipment.flagged],
  )
}

/** The parcel that the seller named; one an order. */
export async function readShipment(ctx: Ctx, orderId: string): Promise<Shipment | undefined> {
  const found = await ctx.tx.query<{
    carrier: Carrier
    tracking_number: string
    said_at: Date
    flagged: boolean
  }>(
    `select carrier, tracking_number, said_at, flagged from market.shipment
     where order_id = $1`,
    [orderId],
  )
  const row = found.rows[0]
  return (
    row && {
      carrier: row.carrier,
      trackingNumber: row.tracking_number,
      saidAt: row.said_at,
      flagged: row.flagged,
    }
  )
}

/** Writes what the carrier saw; false when the same scan stands already. */
export async function insertScan(
  ctx: Ctx,
  scan: {
    carrier: Carrier
    trackingNumber: string
    status: string
    scannedAt: Date
    recordedBy: string
  },
): Promise<boolean> {
  const written = await ctx.tx.query(
    `insert into market.carrier_scan (carrier, tracking_number, status, scanned_at, recorded_at,
       recorded_by)
     values ($1, $2, $3, $4, $5, $6)
     on conflict on constraint carrier_scan_pkey do nothing`,
    [scan.carrier, scan.trackingNumber, scan.status, scan.scannedAt, ctx.now, scan.recordedBy],
  )
  return written.rowCount === 1
}

const SCANS_MAX = 100

/** Whether the carrier has seen a parcel at all. */
export async function hasScan(
  ctx: Ctx,
  parcel: { carrier: Carrier; trackingNumber: string },
): Promise<boolean> {
  const found = await ctx.tx.query(
    'select 1 from market.carrier_scan where carrier = $1 and tracking_number = $2 limit 1',
    [parcel.carrier, parcel.trackingNumber],
  )
  return found.rowCount > 0
}

/** The scans of the order's parcels, named by the seller or labelled, the earliest first. */
export async function listScans(ctx: Ctx, orderId: string): Promise<CarrierScan[]> {
  const found = await ctx.tx.query<{ status: string; scanned_at: Date }>(
    `select c.status, c.scanned_at
     from (select s.carrier, s.tracking_number from market.shipment s where s.order_id = $1
           union
           select l.carrier, l.tracking_number from market.label l where l.order_id = $1) p
     join market.carrier_scan c
       on c.carrier = p.carrier and c.tracking_number = p.tracking_number
     order by c.scanned_at, c.status limit $2`,
    [orderId, SCANS_MAX],
  )
  return found.rows.map((row) => ({ status: row.status, scannedAt: row.scanned_at }))
}
