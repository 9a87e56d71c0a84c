import type { OrderFacts, OrderState } from './order-steps.ts'

type Guard = (facts: OrderFacts) => boolean

/** A carrier saw the parcel, or the order has left the window in which a thief is noticed. */
const mayPay: Guard = (facts) => facts.scanned || !facts.young
const reviewedFrom =
  (...states: readonly OrderState[]): Guard =>
  (facts) =>
    facts.reviewedFrom !== null && states.includes(facts.reviewedFrom)

/** What a row of the state table may ask for, by name: the rows are read as sentences. */
export const orderGuards = {
  /** A hold beats every clock and every button: most rows are for orders that are free. */
  free: (facts) => !facts.held,
  held: (facts) => facts.held,
  unpaid_ends: (facts) => facts.unpaidEnds,
  pay_due_passed: (facts) => facts.payDuePassed,
  nothing_named: (facts) => !facts.shipmentTold,
  labelled: (facts) => facts.labelled,
  buyer_may_ask: (facts) => facts.buyerMayAsk && facts.shipByPassed,
  decline_to_office: (facts) => facts.declineToOffice,
  scanned: (facts) => facts.scanned,
  scanned_or_old: mayPay,
  delivered_long: (facts) => facts.deliveredLong,
  brought_back: (facts) => facts.broughtBack,
  receipt_ask_passed: (facts) => facts.receiptAskPassed,
  auto_complete_passed: (facts) => facts.autoCompletePassed,
  seller_rating_done: (facts) => facts.sellerRatingDone,
  reviewed_unshipped: reviewedFrom('awaiting_shipment'),
  reviewed_shipped: reviewedFrom('shipped', 'received'),
  seller_keeps: (facts) => facts.sellerKeeps,
  declared_with_me: (facts) => facts.declaredWithMe,
  bad_faith: (facts) => facts.badFaith,
  ended_on_silence: (facts) => facts.endedOnSilence,
  owed_from_loss: (facts) => facts.owedFromLoss,
  withheld: (facts) => facts.withheld,
} as const satisfies Record<string, Guard>

export type GuardName = keyof typeof orderGuards
