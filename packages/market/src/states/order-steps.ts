import type { ClockName } from './order-clocks.ts'
import type { GuardName } from './order-guards.ts'

export const orderStates = [
  'awaiting_approval',
  'awaiting_payment',
  'awaiting_shipment',
  'cancel_requested',
  'shipped',
  'received',
  'under_review',
  'returning',
  'completed',
  'cancelled',
] as const
export type OrderState = (typeof orderStates)[number]

/** The states in which the buyer's money rests with the market. */
export const paidStates = [
  'awaiting_shipment',
  'cancel_requested',
  'shipped',
  'received',
  'under_review',
  'returning',
] as const satisfies readonly OrderState[]

/** What happens to an order, and who makes it happen. */
export const orderEvents = {
  request_approved: 'seller',
  request_declined: 'seller',
  request_withdrawn: 'buyer',
  approve_by_passed: 'clock',
  payment_arrived: 'pay',
  payment_refused: 'pay',
  pay_due_passed: 'clock',
  ended_unpaid: 'seller',
  label_made: 'seller',
  address_changed: 'buyer',
  shipment_told: 'seller',
  ship_by_passed: 'clock',
  cancel_asked_by_seller: 'seller',
  cancel_asked_by_buyer: 'buyer',
  cancel_agreed: 'other_side',
  cancel_declined: 'other_side',
  cancel_silence_passed: 'clock',
  cancelled_by_office: 'staff',
  scan_recorded: 'carrier',
  receipt_given: 'buyer',
  receipt_remind_passed: 'clock',
  receipt_ask_passed: 'clock',
  receipt_asked: 'seller',
  auto_complete_passed: 'clock',
  risk_window_passed: 'clock',
  seller_rated: 'seller',
  seller_rating_passed: 'clock',
  reported: 'either_side',
  review_ended: 'staff',
  return_ordered: 'staff',
  goods_returned: 'seller',
  return_due_passed: 'clock',
  hold_placed: 'recall',
  hold_ended: 'recall',
  answered_with_me: 'seller',
  answered_shipped: 'seller',
  notice_reminder_passed: 'clock',
  notice_call_passed: 'clock',
  hold_review_passed: 'clock',
  scan_lag_passed: 'clock',
  claim_returned: 'recall',
  seller_cleared: 'staff',
  seller_not_cleared: 'staff',
} as const satisfies Record<string, string>
export type OrderEvent = keyof typeof orderEvents

/** What the guards look at. Worked out once, before the table is read. */
export interface OrderFacts {
  /** A claim's hold is over the order now. */
  readonly held: boolean
  /** The carrier has seen the parcel. */
  readonly scanned: boolean
  /** The carrier delivered it as long ago as the profile wants. */
  readonly deliveredLong: boolean
  /** The carrier brought the parcel back to its sender. */
  readonly broughtBack: boolean
  /** The order is younger than the risk window. */
  readonly young: boolean
  readonly payDuePassed: boolean
  readonly shipByPassed: boolean
  readonly receiptAskPassed: boolean
  readonly autoCompletePassed: boolean
  /** The seller's rating is there, is not waited for any more, or was never a condition. */
  readonly sellerRatingDone: boolean
  /** The profile: an order that is not paid ends by itself. */
  readonly unpaidEnds: boolean
  /** The profile: a buyer may ask to cancel himself. */
  readonly buyerMayAsk: boolean
  /** The profile: a declined request to cancel goes to the office. */
  readonly declineToOffice: boolean
  /** The state from which the order came under review. */
  readonly reviewedFrom: OrderState | null
  /** The seller has named a parcel, flagged or not. */
  readonly shipmentTold: boolean
  /** A label of the market stands. */
  readonly labelled: boolean
  /** The decision was that the seller, who shipped in good faith, keeps the money. */
  readonly sellerKeeps: boolean
  /** The seller said "it is with me" after the notice. */
  readonly declaredWithMe: boolean
  /** The carrier saw the parcel after the seller had confirmed the notice, or against his word. */
  readonly badFaith: boolean
  readonly endedOnSilence: boolean
  /** Cancelled on silence, the parcel was on its way in good faith, and nobody was paid for it yet. */
  readonly owedFromLoss: boolean
  /** A claim ended it as bad faith, and a person may still find that the seller is to be paid. */
  readonly withheld: boolean
}

export type Effect =
  | `start:${ClockName}`
  | `clear:${ClockName}`
  | 'clear_clocks'
  | 'hold_order'
  | 'unhold_order'
  | 'stop_clocks'
  | 'resume_clocks'
  | 'note_review'
  | 'note_approved'
  | 'note_paid'
  | 'note_shipment'
  | 'note_flagged_shipment'
  | 'note_labelled_shipment'
  | 'note_cancel_request'
  | 'note_notice_sent'
  | 'note_notice_answer'
  | 'ask_payment'
  | 'void_label'
  | 'refund_escrow'
  | 'pay_seller'
  | 'pay_seller_from_loss'
  | 'make_postage_good'
  | 'relist'
  | 'pause_listing'
  | 'close_listing'
  | 'resume_return'
  | `emit:${MarketEvent}`
  | `mail:${MailName}`

/** What other rooms may listen to, as `market.<name>` with the order and its open cases. */
export type MarketEvent =
  | 'order_held'
  | 'seller_answered'
  | 'seller_silent'
  | 'order_cancelled'
  | 'order_completed'

/** Mails by what they say; `seller_`, `buyer_` and `other_` tell who gets them. */
export type MailName =
  | 'seller_approval_asked'
  | 'buyer_approved'
  | 'buyer_request_ended'
  | 'seller_request_withdrawn'
  | 'seller_paid'
  | 'buyer_paid'
  | 'buyer_unpaid'
  | 'seller_unpaid'
  | 'seller_may_end_unpaid'
  | 'buyer_shipped'
  | 'seller_ship_by_passed'
  | 'buyer_ship_by_passed'
  | 'other_cancel_asked'
  | 'asker_cancel_declined'
  | 'seller_cancelled'
  | 'buyer_cancelled'
  | 'buyer_cancelled_unpaid'
  | 'buyer_receipt_reminder'
  | 'seller_may_ask_receipt'
  | 'buyer_please_confirm'
  | 'seller_please_rate'
  | 'seller_completed'
  | 'seller_under_review'
  | 'buyer_under_review'
  | 'seller_review_ended'
  | 'buyer_review_ended'
  | 'seller_return_ordered'
  | 'buyer_return_ordered'
  | 'buyer_return_due'
  | 'seller_goods_back'
  | 'seller_hold'
  | 'buyer_hold'
  | 'seller_hold_reminder'
  | 'seller_hold_review'
  | 'buyer_hold_review'
  | 'seller_hold_ended'
  | 'buyer_hold_ended'
  | 'seller_cancelled_by_claim'
  | 'seller_cancelled_on_silence'
  | 'seller_cancelled_after_shipping'
  | 'seller_cancelled_parcel_back'
  | 'seller_paid_from_loss'

/** Why an order came to its end. */
export const orderEndings = [
  'completed',
  'declined',
  'withdrawn',
  'not_approved',
  'unpaid',
  'agreed',
  'silence',
  'office',
  'returned',
  'claim',
  'claim_on_silence',
] as const
export type Ending = (typeof orderEndings)[number]

export interface Transition {
  readonly from: readonly OrderState[]
  readonly event: OrderEvent
  /** All of them must hold. */
  readonly when: readonly GuardName[]
  readonly to: OrderState | 'same' | 'state_before_review'
  readonly ending?: Ending
  readonly effects: readonly Effect[]
}
