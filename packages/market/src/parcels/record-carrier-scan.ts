import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'
import { lockOrder } from '../store/purchase.ts'
import { findOrderOfParcel, insertScan } from '../store/shipment.ts'
import type { Parcel } from './check-parcel.ts'
import { isTrackingNumber, plainTrackingNumber } from './tracking-number.ts'

/** What a carrier says of a parcel that it has in its hands. */
export const scanStatuses = [
  'accepted',
  'in_transit',
  'out_for_delivery',
  /** Nobody was at home, or nobody of that name lives there. */
  'carried_back',
  'kept_for_pickup',
  'delivered',
  /** The sender asked for it, and the carrier has turned it round. */
  'turned_round',
  /** It is with its sender again. */
  'brought_back',
  'looked_for',
] as const

export interface CarrierScanInput extends Parcel {
  readonly status: (typeof scanStatuses)[number]
  readonly scannedAt: Date
  /** Who brought the carrier's record in: `staff:<id>`, or the carrier's own feed. */
  readonly recordedBy: string
}

/**
 * Writes down that the carrier saw a parcel, and lets the order know. The same scan again changes
 * nothing. `scannedAt` is the carrier's time: on it hangs whether a seller who shipped under a hold
 * could have known of it.
 *
 * Refusals in order: market/bad_tracking_number, market/scan_in_future, market/unknown_parcel.
 */
export async function recordCarrierScan(
  ctx: Ctx,
  deps: MarketDeps,
  input: CarrierScanInput,
): Promise<Result<{ orderId: string; state: OrderState }, MarketError>> {
  const trackingNumber = plainTrackingNumber(input.trackingNumber)
  if (!isTrackingNumber(input.carrier, trackingNumber)) {
    return refuse({ code: 'market/bad_tracking_number' })
  }
  if (input.scannedAt > ctx.now) return refuse({ code: 'market/scan_in_future' })
  const orderId = await findOrderOfParcel(ctx, { ...input, trackingNumber })
  const order = orderId === undefined ? undefined : await lockOrder(ctx, orderId)
  if (!order) return refuse({ code: 'market/unknown_parcel' })
  if (!(await insertScan(ctx, { ...input, trackingNumber }))) {
    return ok({ orderId: order.orderId, state: order.state })
  }
  const advanced = await advanceOrder(ctx, deps, order, {
    event: 'scan_recorded',
    actor: { name: input.recordedBy },
    note: `${input.status} ${input.scannedAt.toISOString()}`,
  })
  return advanced.ok ? ok({ orderId: order.orderId, state: advanced.value.state }) : advanced
}
