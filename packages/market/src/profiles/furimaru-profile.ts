import type { MarketProfile } from './profile.ts'

/**
 * Furimaru: the clocks of the market of 2017 in the story. What no public rule tells is chosen here
 * and named in `docs/market-orders.md`.
 */
export const furimaruProfile: MarketProfile = {
  approveDays: 2,
  approveHour: 8.5,
  payDueDays: 2,
  payGraceMinutes: 15,
  unpaid: 'ends',
  shipByDays: { days_1_2: 2, days_2_3: 3, days_4_7: 7 },
  buyerCancels: 'through_the_seller',
  cancelSilenceHours: 24,
  declinedCancel: 'goes_on',
  receiptRemindDays: 7,
  receiptAskDays: 9,
  receiptAskHour: 0,
  deliveredDays: 5,
  autoCompleteDays: 9,
  autoCompleteHour: 13,
  sellerRates: 'after_payout',
  sellerRatingDays: 3,
  ratingDays: 14,
  returnDays: 14,
  riskWindowHours: 72,
  scanLagHours: 24,
  noticeReminderHours: 2,
  noticeCallHours: 6,
  holdReviewHours: 24,
  fees: [
    { from: new Date('2016-01-01T00:00:00+09:00'), permille: 0, taxPermille: 0 },
    { from: new Date('2018-06-04T10:00:00+09:00'), permille: 35, taxPermille: 80 },
    { from: new Date('2019-10-01T00:00:00+09:00'), permille: 35, taxPermille: 100 },
  ],
  salesValidDays: 180,
  postageMadeGood: 1_000n,
  priceMin: 300n,
  priceMax: 1_000_000n,
}
