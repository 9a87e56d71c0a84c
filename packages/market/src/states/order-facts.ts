import { addHours, type Ctx, startOfJstDay } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { Order } from '../orders/order.ts'
import { readClocks } from '../store/clock.ts'
import { type NoticeFact, readFacts } from '../store/hold.ts'
import { readLiveLabel } from '../store/label.ts'
import { listScans, readShipment } from '../store/shipment.ts'
import type { ClockName } from './order-clocks.ts'
import type { OrderFacts } from './order-steps.ts'

/** What is known about where the parcel is, under the latest hold. Times are the market's own. */
export interface ParcelSigns {
  readonly heldAt: Date | null
  readonly acknowledgedAt: Date | null
  readonly declaredWithMeAt: Date | null
  readonly declaredShippedAt: Date | null
  readonly shipmentToldAt: Date | null
  readonly firstScanAt: Date | null
  /** The carrier delivered it, turned it round for the seller, or brought it back to him. */
  readonly deliveredAt: Date | null
  readonly turnedAt: Date | null
  readonly broughtBackAt: Date | null
}

export async function readSigns(ctx: Ctx, order: Order): Promise<ParcelSigns> {
  const { orderId, heldAt } = order
  // One way to the database and back: what is locked waits meanwhile.
  const [noted, scans, shipment] = await Promise.all([
    heldAt ? readFacts(ctx, orderId, heldAt) : new Map<NoticeFact, Date>(),
    listScans(ctx, orderId),
    readShipment(ctx, orderId),
  ])
  const seen = (status: string) => scans.find((scan) => scan.status === status)?.scannedAt ?? null
  return {
    heldAt,
    acknowledgedAt: noted.get('acknowledged') ?? null,
    declaredWithMeAt: noted.get('declared_with_me') ?? null,
    declaredShippedAt: noted.get('declared_shipped') ?? null,
    shipmentToldAt: shipment?.saidAt ?? null,
    firstScanAt: scans[0]?.scannedAt ?? null,
    deliveredAt: seen('delivered'),
    turnedAt: seen('turned_round'),
    broughtBackAt: seen('brought_back'),
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
  const { profile } = deps
  const signs = await readSigns(ctx, order)
  const clocks = new Map((await readClocks(ctx, order.orderId)).map((row) => [row.clock, row]))
  const passed = (clock: ClockName) => {
    const row = clocks.get(clock)
    return row === undefined || (row.dueAt !== null && row.dueAt <= ctx.now)
  }
  const rated = order.state === 'received' && passed('seller_rating')
  return {
    held: order.onHold,
    scanned: signs.firstScanAt !== null,
    deliveredLong:
      signs.deliveredAt !== null &&
      startOfJstDay(signs.deliveredAt, profile.deliveredDays) <= ctx.now,
    broughtBack: signs.broughtBackAt !== null,
    young: ctx.now < addHours(order.orderedAt, profile.riskWindowHours),
    payDuePassed: passed('pay_due'),
    shipByPassed: passed('ship_by'),
    receiptAskPassed: passed('receipt_ask'),
    autoCompletePassed: passed('auto_complete'),
    sellerRatingDone: profile.sellerRates === 'after_payout' || rated,
    unpaidEnds: profile.unpaid === 'ends',
    buyerMayAsk: profile.buyerCancels === 'after_ship_by',
    declineToOffice: profile.declinedCancel === 'office',
    reviewedFrom: order.reviewedFrom,
    shipmentTold: signs.shipmentToldAt !== null,
    labelled: (await readLiveLabel(ctx, order.orderId)) !== undefined,
    sellerKeeps: order.sellerKeeps,
    declaredWithMe: signs.declaredWithMeAt !== null,
    ...factsOfClaim(order, signs),
  }
}

function factsOfClaim(order: Order, signs: ParcelSigns) {
  const endedOnSilence = order.ending === 'claim_on_silence'
  const endedByClaim = order.ending === 'claim' || endedOnSilence
  const badFaith = (order.onHold || endedByClaim) && isBadFaith(signs)
  return {
    badFaith,
    endedOnSilence,
    owedFromLoss: endedOnSilence && signs.firstScanAt !== null && !badFaith && !order.paidFromLoss,
    withheld: endedByClaim && badFaith && !order.paidFromLoss,
  }
}
