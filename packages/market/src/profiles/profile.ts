/** How soon a seller says he ships: at most that many calendar days after the payment. */
export type ShipsIn = 'days_1_2' | 'days_2_3' | 'days_4_7'

/** A market's clocks, windows and fees, as data. Days are calendar days in Japan. */
export interface MarketProfile {
  /** A purchase is paid by 23:59:59 of this many days after it; cancelled `payGraceMinutes` later. */
  readonly payDueDays: number
  readonly payGraceMinutes: number
  readonly shipByDays: Readonly<Record<ShipsIn, number>>
  /** Silence on a request to cancel for so long is consent. */
  readonly cancelSilenceHours: number
  /** Completed by itself so many days after the shipping notice, at that hour. */
  readonly autoCompleteDays: number
  readonly autoCompleteHour: number
  /** While an order is younger than this, a rating alone releases no money. */
  readonly riskWindowHours: number
  /** A parcel handed over is seen in the carrier's records within so many hours. */
  readonly scanLagHours: number
  /** A seller on hold who has not answered is reminded, then called. */
  readonly noticeReminderHours: number
  readonly noticeCallHours: number
  /** Both sides of an order on hold hear something at least this often. */
  readonly holdReviewHours: number
  /** Of the price, rounded down in the seller's favour. */
  readonly feePermille: number
  readonly priceMin: bigint
  readonly priceMax: bigint
}

/** Furimaru in September 2017: a market without a sales fee. */
export const furimaruProfile: MarketProfile = {
  payDueDays: 2,
  payGraceMinutes: 15,
  shipByDays: { days_1_2: 2, days_2_3: 3, days_4_7: 7 },
  cancelSilenceHours: 24,
  autoCompleteDays: 9,
  autoCompleteHour: 13,
  riskWindowHours: 72,
  scanLagHours: 24,
  noticeReminderHours: 2,
  noticeCallHours: 6,
  holdReviewHours: 24,
  feePermille: 0,
  priceMin: 300n,
  priceMax: 1_000_000n,
}
