import { type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'
import { readShipment } from '../store/shipment.ts'
import { checkParcel } from './check-parcel.ts'
import type { Carrier } from './tracking-number.ts'

export interface ShipmentInput {
  readonly orderId: string
  readonly member: MemberActor
  readonly carrier: Carrier
  readonly trackingNumber: string
  /** The seller has read that the order is on hold and says that it is shipped all the same. */
  readonly despiteHold: boolean
}

/**
 * The seller says that the parcel is on its way. An order on hold is never marked shipped: with
 * `despiteHold` the words are written down with a flag and the order stays where it is; the carrier's
 * scan decides what they are worth. The same holds after a cancel that was made on silence. The same
 * parcel again changes nothing.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/bad_tracking_number,
 * market/tracking_number_used, market/already_cancelled, market/already_completed,
 * market/already_answered (on hold, a parcel is named already), market/on_hold, market/wrong_state.
 */
export async function recordShipment(
  ctx: Ctx,
  deps: MarketDeps,
  input: ShipmentInput,
): Promise<Result<{ state: OrderState; flagged: boolean }, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'seller' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  const parcel = await checkParcel(ctx, order.orderId, input)
  if (!parcel.ok) return parcel
  const told = await readShipment(ctx, order.orderId)
  if (told?.trackingNumber === parcel.value.trackingNumber) {
    return ok({ state: order.state, flagged: told.flagged })
  }
  const unshipped = order.state === 'awaiting_shipment' || order.state === 'cancel_requested'
  if (order.onHold && unshipped && !input.despiteHold) return refuse({ code: 'market/on_hold' })
  const flagged = order.onHold || order.state === 'cancelled'
  const step = { event: 'shipment_told', actor, parcel: parcel.value } as const
  const advanced = await advanceOrder(ctx, deps, order, step)
  return advanced.ok ? ok({ ...advanced.value, flagged }) : advanced
}
