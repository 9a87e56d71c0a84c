import { furimaruProfile } from './furimaru-profile.ts'
import type { MarketProfile } from './profile.ts'

/**
 * Kawamaru (カワマル): a second flea market with the clocks and ways of the other big one. The office
 * looks at declined cancels, an unpaid order waits for its seller, and money is released by both
 * ratings. Nothing but data tells it from Furimaru.
 */
export const kawamaruProfile: MarketProfile = {
  ...furimaruProfile,
  payGraceMinutes: 0,
  unpaid: 'seller_may_end',
  buyerCancels: 'after_ship_by',
  declinedCancel: 'office',
  receiptAskDays: 8,
  receiptAskHour: 13,
  deliveredDays: 0,
  sellerRates: 'before_payout',
  fees: [{ from: new Date('2013-07-01T00:00:00+09:00'), permille: 100, taxPermille: 0 }],
}
