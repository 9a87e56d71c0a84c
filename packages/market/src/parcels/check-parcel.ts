import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { findOrderOfParcel } from '../store/shipment.ts'
import { type Carrier, isTrackingNumber, plainTrackingNumber } from './tracking-number.ts'

export interface Parcel {
  readonly carrier: Carrier
  readonly trackingNumber: string
}

/**
 * Checks a parcel that a seller names for an order. A number that another order has named is
 * refused: an old slip must not prove a new shipment.
 *
 * Refusals in order: market/bad_tracking_number, market/tracking_number_used.
 */
export async function checkParcel(
  ctx: Ctx,
  orderId: string,
  named: Parcel,
): Promise<Result<Parcel, MarketError>> {
  const { carrier } = named
  const trackingNumber = plainTrackingNumber(named.trackingNumber)
  if (!isTrackingNumber(carrier, trackingNumber)) {
    return refuse({ code: 'market/bad_tracking_number' })
  }
  const namedBy = await findOrderOfParcel(ctx, { carrier, trackingNumber })
  if (namedBy !== undefined && namedBy !== orderId) {
    return refuse({ code: 'market/tracking_number_used' })
  }
  return ok({ carrier, trackingNumber })
}
