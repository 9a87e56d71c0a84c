/** How soon a seller says he ships: at most that many calendar days after the payment. */
export type ShipsIn = 'days_1_2' | 'days_2_3' | 'days_4_7'

/** What the market keeps of a sale, from a day on. */
export interface FeeRule {
  readonly from: Date
  /** Of the price, rounded down in the seller's favour. */
  readonly permille: number
  /** Consumption tax on the fee, of the fee before its rounding. */
  readonly taxPermille: number
}

/** A market's clocks, windows, ways and fees, as data. Days are calendar days in Japan. */
export interface MarketProfile {
  /** A purchase that the seller has to approve ends without him so many days on, at that hour. */
  readonly approveDays: number
  readonly approveHour: number
  /** A purchase is paid by 23:59:59 of this many days after it; the deadline acts so much later. */
  readonly payDueDays: number
  readonly payGraceMinutes: number
  /** What comes of an order that was not paid: it ends by itself, or the seller may end it. */
  readonly unpaid: 'ends' | 'seller_may_end'
  readonly shipByDays: Readonly<Record<ShipsIn, number>>
  /** Whether a buyer asks to cancel himself once the shipping day has passed, or asks the seller to. */
  readonly buyerCancels: 'after_ship_by' | 'through_the_seller'
  /** Silence on a request to cancel for so long is consent. */
  readonly cancelSilenceHours: number
  /** A request that the other side declines: the order goes on, or the office looks at it. */
  readonly declinedCancel: 'goes_on' | 'office'
  /** The buyer is reminded of the receipt so many days after the shipping notice. */
  readonly receiptRemindDays: number
  /** From this day and hour on the seller may ask for the receipt. */
  readonly receiptAskDays: number
  readonly receiptAskHour: number
  /** What the seller asked for is granted when the carrier delivered it so many days before. */
  readonly deliveredDays: number
  /** Completed by itself so many days after the shipping notice, at that hour. */
  readonly autoCompleteDays: number
  readonly autoCompleteHour: number
  /** Whether the seller rates the buyer before the money is his, and how long he is waited for. */
  readonly sellerRates: 'before_payout' | 'after_payout'
  readonly sellerRatingDays: number
  /** Ratings are shown together: when both are there, or so many days after the order was received. */
  readonly ratingDays: number
  /** What the office sends back is to arrive within so many days. */
  readonly returnDays: number
  /** While an order is younger than this, a rating alone releases no money. */
  readonly riskWindowHours: number
  /** A parcel handed over is seen in the carrier's records within so many hours. */
  readonly scanLagHours: number
  /** A seller on hold who has not answered is reminded, then called. */
  readonly noticeReminderHours: number
  readonly noticeCallHours: number
  /** Both sides of an order on hold hear something at least this often. */
  readonly holdReviewHours: number
  /** The rule in force is the last whose day has come. */
  readonly fees: readonly FeeRule[]
  /** Sales money can be used for so many days. */
  readonly salesValidDays: number
  /** What a seller gets for postage that he had paid himself when a claim took the sale. */
  readonly postageMadeGood: bigint
  readonly priceMin: bigint
  readonly priceMax: bigint
}
