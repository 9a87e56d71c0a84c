import type { ClockName } from './order-clocks.ts'

export const orderStates = [
  'awaiting_payment',
  'awaiting_shipment',
  'cancel_requested',
  'shipped',
  'received',
  'completed',
  'cancelled',
] as const
export type OrderState = (typeof orderStates)[number]

/** What happens to an order, and who makes it happen. */
export const orderEvents = {
  payment_arrived: 'pay',
  payment_refused: 'pay',
  pay_due_passed: 'clock',
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
  auto_complete_passed: 'clock',
  risk_window_passed: 'clock',
  hold_placed: 'recall',
  hold_ended: 'recall',
  answered_with_me: 'seller',
  answered_shipped: 'seller',
  notice_reminder_passed: 'clock',
  notice_call_passed: 'clock',
  hold_review_passed: 'clock',
  scan_lag_passed: 'clock',
  claim_returned: 'recall',
} as const satisfies Record<string, string>
export type OrderEvent = keyof typeof orderEvents

/** What the guards look at. Worked out once, before the table is read. */
export interface OrderFacts {
  /** A claim's hold is over the order now. */
  readonly held: boolean
  /** The carrier has seen the parcel. */
  readonly scanned: boolean
  /** The order is younger than the risk window. */
  readonly young: boolean
  readonly shipByPassed: boolean
  readonly autoCompletePassed: boolean
  /** The seller has named a parcel, flagged or not. */
  readonly shipmentTold: boolean
  /** The decision was that the seller, who shipped in good faith, keeps the money. */
  readonly sellerKeeps: boolean
  /** The seller said "it is with me" after the notice. */
  readonly declaredWithMe: boolean
  /** The carrier saw the parcel after the seller had confirmed the notice, or against his word. */
  readonly badFaith: boolean
  readonly endedOnSilence: boolean
  /** Cancelled on silence, the parcel was on its way in good faith, and nobody was paid for it yet. */
  readonly owedFromLoss: boolean
}

export type Guard = (facts: OrderFacts) => boolean

export type Effect =
  | `start:${ClockName}`
  | `clear:${ClockName}`
  | 'clear_clocks'
  | 'stop_clocks'
  | 'resume_clocks'
  | 'note_paid'
  | 'note_shipment'
  | 'note_flagged_shipment'
  | 'note_cancel_request'
  | 'note_notice_sent'
  | 'note_notice_answer'
  | 'refund_escrow'
  | 'pay_seller'
  | 'pay_seller_from_loss'
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
  | 'seller_paid'
  | 'buyer_paid'
  | 'buyer_unpaid'
  | 'seller_unpaid'
  | 'buyer_shipped'
  | 'seller_ship_by_passed'
  | 'buyer_ship_by_passed'
  | 'other_cancel_asked'
  | 'asker_cancel_declined'
  | 'seller_cancelled'
  | 'buyer_cancelled'
  | 'buyer_cancelled_unpaid'
  | 'buyer_please_confirm'
  | 'seller_completed'
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
  | 'seller_paid_from_loss'

/** Why an order came to its end. */
export type Ending =
  | 'completed'
  | 'unpaid'
  | 'agreed'
  | 'silence'
  | 'office'
  | 'claim'
  | 'claim_on_silence'

export interface Transition {
  readonly from: readonly OrderState[]
  readonly event: OrderEvent
  readonly guard: Guard
  readonly to: OrderState | 'same'
  readonly ending?: Ending
  readonly effects: readonly Effect[]
}
