import { addHours, type Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { Order } from '../orders/order.ts'
import { readClocks } from '../store/clock.ts'
import { readFacts } from '../store/hold.ts'
import { listScans, readShipment } from '../store/shipment.ts'
import type { OrderFacts } from './order-steps.ts'

/** What is known about where the parcel is, under the latest hold. Times are the market's own. */
export interface ParcelSigns {
  readonly heldAt: Date | null
  readonly acknowledgedAt: Date | null
  readonly declaredWithMeAt: Date | null
  readonly declaredShippedAt: Date | null
  readonly shipmentToldAt: Date | null
  readonly firstScanAt: Date | null
}

export async function readSigns(ctx: Ctx, order: Order): Promise<ParcelSigns> {
  const noted = order.heldAt ? await readFacts(ctx, order.orderId, order.heldAt) : new Map()
  const [firstScan] = await listScans(ctx, order.orderId)
  return {
    heldAt: order.heldAt,
    acknowledgedAt: noted.get('acknowledged') ?? null,
    declaredWithMeAt: noted.get('declared_with_me') ?? null,
    declaredShippedAt: noted.get('declared_shipped') ?? null,
    shipmentToldAt: (await readShipment(ctx, order.orderId))?.saidAt ?? null,
    firstScanAt: firstScan?.scannedAt ?? null,
  }
}

/**
 * The carrier saw the parcel, and the seller had confirmed the notice before, or had said that it
 * was with him. A scan from before the confirmation is good faith, whatever came first otherwise.
 */
export function isBadFaith(signs: ParcelSigns): boolean {
  const { firstScanAt, acknowledgedAt, declaredWithMeAt } = signs
  if (!firstScanAt) return false
  return declaredWithMeAt !== null || (acknowledgedAt !== null && firstScanAt > acknowledgedAt)
}

/** Works out what the guards of the state table look at. */
export async function readOrderFacts(
  ctx: Ctx,
  deps: MarketDeps,
  order: Order,
): Promise<OrderFacts> {
  const signs = await readSigns(ctx, order)
  const clocks = new Map((await readClocks(ctx, order.orderId)).map((row) => [row.clock, row]))
  const passed = (clock: 'ship_by' | 'auto_complete') => {
    const row = clocks.get(clock)
    return row === undefined || (row.dueAt !== null && row.dueAt <= ctx.now)
  }
  const endedByClaim = order.ending === 'claim' || order.ending === 'claim_on_silence'
  const badFaith = (order.onHold || endedByClaim) && isBadFaith(signs)
  return {
    held: order.onHold,
    scanned: signs.firstScanAt !== null,
    young: ctx.now < addHours(order.orderedAt, deps.profile.riskWindowHours),
    shipByPassed: passed('ship_by'),
    autoCompletePassed: passed('auto_complete'),
    shipmentTold: signs.shipmentToldAt !== null,
    sellerKeeps: order.sellerKeeps,
    declaredWithMe: signs.declaredWithMeAt !== null,
    badFaith,
    endedOnSilence: order.ending === 'claim_on_silence',
    owedFromLoss:
      order.ending === 'claim_on_silence' &&
      signs.firstScanAt !== null &&
      !badFaith &&
      !order.paidFromLoss,
  }
}
