import { addHours } from '@modosu/kernel'
import type { MarketProfile } from '../profiles/profile.ts'
import { isBadFaith, type ParcelSigns } from '../states/order-facts.ts'

/**
 * Whether a confirmed claim may take an order's money back. A stable sign is needed that the parcel
 * is not on its way; having asked the seller is none.
 *
 * - the carrier brought the parcel back to its sender: the money returns;
 * - the carrier has turned it round and not delivered it: wait for it;
 * - a scan from before the seller confirmed the notice: he keeps the money;
 * - a scan from after it, or against his word "with me": bad faith, the money returns;
 * - no scan and his word "with me": the money returns;
 * - no scan, and the carrier's reporting lag has passed since the hold and since the moment at
 *   which he says he shipped: the money returns, on silence;
 * - otherwise: wait.
 */
export function decideReturn(
  signs: ParcelSigns,
  profile: MarketProfile,
  now: Date,
): 'return' | 'wait' | 'keep' {
  if (signs.broughtBackAt) return 'return'
  if (signs.firstScanAt) {
    if (isBadFaith(signs)) return 'return'
    return signs.turnedAt && !signs.deliveredAt ? 'wait' : 'keep'
  }
  if (signs.declaredWithMeAt) return 'return'
  const waitsFrom = [signs.heldAt, signs.declaredShippedAt, signs.shipmentToldAt]
    .filter((at) => at !== null)
    .reduce((latest, at) => (at > latest ? at : latest), new Date(0))
  return now >= addHours(waitsFrom, profile.scanLagHours) ? 'return' : 'wait'
}
