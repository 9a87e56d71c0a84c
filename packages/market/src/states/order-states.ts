import { type GuardName, orderGuards } from './order-guards.ts'
import {
  type Effect,
  type Ending,
  type OrderEvent,
  type OrderFacts,
  type OrderState,
  paidStates,
  type Transition,
} from './order-steps.ts'

const unshipped: readonly OrderState[] = ['awaiting_shipment', 'cancel_requested']
const sent: readonly OrderState[] = ['shipped', 'received']

/** A cancelled order that no claim asked for: money back, listing back, no fee, no rating. */
const undo = [
  'clear_clocks',
  'void_label',
  'refund_escrow',
  'relist',
  'mail:seller_cancelled',
  'mail:buyer_cancelled',
  'emit:order_cancelled',
] as const
const undoUnpaid = [
  'clear_clocks',
  'relist',
  'mail:seller_cancelled',
  'mail:buyer_cancelled_unpaid',
  'emit:order_cancelled',
] as const
const giveUpUnpaid = [
  'clear_clocks',
  'relist',
  'mail:buyer_unpaid',
  'mail:seller_unpaid',
  'emit:order_cancelled',
] as const
const requestEnded = [
  'clear_clocks',
  'relist',
  'mail:buyer_request_ended',
  'emit:order_cancelled',
] as const
const answered = [
  'note_notice_answer',
  'clear:notice_reminder',
  'clear:notice_call',
  'emit:seller_answered',
] as const
const complete = [
  'clear_clocks',
  'pay_seller',
  'mail:seller_completed',
  'emit:order_completed',
] as const
const undoReturned = [
  'clear_clocks',
  'refund_escrow',
  'pause_listing',
  'mail:seller_goods_back',
  'mail:buyer_cancelled',
  'emit:order_cancelled',
] as const
const received = ['clear:receipt_remind', 'clear:receipt_ask', 'clear:auto_complete'] as const
const waitForBuyer = ['start:receipt_remind', 'start:receipt_ask', 'start:auto_complete'] as const
const review = [
  'stop_clocks',
  'note_review',
  'mail:seller_under_review',
  'mail:buyer_under_review',
] as const
const endByClaim = ['clear_clocks', 'refund_escrow'] as const

const requesting: readonly Transition[] = [
  row('awaiting_approval', 'request_approved', [], 'awaiting_payment', [
    'clear:approve_by',
    'note_approved',
    'start:pay_due',
    'ask_payment',
    'mail:buyer_approved',
  ]),
  end('awaiting_approval', 'request_declined', [], 'declined', requestEnded),
  end('awaiting_approval', 'approve_by_passed', [], 'not_approved', requestEnded),
  end('awaiting_approval', 'request_withdrawn', [], 'withdrawn', [
    'clear_clocks',
    'relist',
    'mail:seller_request_withdrawn',
    'emit:order_cancelled',
  ]),
  end('awaiting_approval', 'cancelled_by_office', [], 'office', undoUnpaid),
]

const paying: readonly Transition[] = [
  row('awaiting_payment', 'payment_arrived', [], 'awaiting_shipment', [
    'clear:pay_due',
    'note_paid',
    'start:ship_by',
    'mail:seller_paid',
    'mail:buyer_paid',
  ]),
  end('awaiting_payment', 'pay_due_passed', ['unpaid_ends'], 'unpaid', giveUpUnpaid),
  row('awaiting_payment', 'pay_due_passed', [], 'same', ['mail:seller_may_end_unpaid']),
  end('awaiting_payment', 'ended_unpaid', ['pay_due_passed'], 'unpaid', giveUpUnpaid),
  end('awaiting_payment', 'payment_refused', [], 'unpaid', giveUpUnpaid),
  end('awaiting_payment', 'cancelled_by_office', [], 'office', undoUnpaid),
]

const shipping: readonly Transition[] = [
  row('awaiting_shipment', 'label_made', ['free'], 'same', []),
  // The seller of a parcel sent namelessly does not see it; a hold freezes the address too.
  row('awaiting_shipment', 'address_changed', ['free'], 'same', []),
  row('awaiting_shipment', 'shipment_told', ['free'], 'shipped', [
    'clear:ship_by',
    'note_shipment',
    ...waitForBuyer,
    'mail:buyer_shipped',
  ]),
  // A hold's notice stands: what is said to be shipped now is written down and changes no state.
  row([...unshipped, 'under_review'], 'shipment_told', ['held', 'nothing_named'], 'same', [
    'note_flagged_shipment',
    'start:scan_lag',
  ]),
  // After a cancel made on silence the seller may still name the parcel that was on its way.
  row('cancelled', 'shipment_told', ['ended_on_silence', 'nothing_named'], 'same', [
    'note_flagged_shipment',
  ]),
  row('awaiting_shipment', 'ship_by_passed', ['free'], 'same', [
    'mail:seller_ship_by_passed',
    'mail:buyer_ship_by_passed',
  ]),
]

const cancelling: readonly Transition[] = [
  row('awaiting_shipment', 'cancel_asked_by_seller', ['free'], 'cancel_requested', [
    'note_cancel_request',
    'start:cancel_silence',
    'mail:other_cancel_asked',
  ]),
  row('awaiting_shipment', 'cancel_asked_by_buyer', ['free', 'buyer_may_ask'], 'cancel_requested', [
    'note_cancel_request',
    'start:cancel_silence',
    'mail:other_cancel_asked',
  ]),
  end('cancel_requested', 'cancel_agreed', ['free'], 'agreed', undo),
  row('cancel_requested', 'cancel_declined', ['free', 'decline_to_office'], 'under_review', [
    'clear:cancel_silence',
    ...review,
  ]),
  row('cancel_requested', 'cancel_declined', ['free'], 'awaiting_shipment', [
    'clear:cancel_silence',
    'mail:asker_cancel_declined',
  ]),
  end('cancel_requested', 'cancel_silence_passed', ['free'], 'silence', undo),
  end(unshipped, 'cancelled_by_office', ['free'], 'office', undo),
]

/** Money leaves escrow on a scan, never on a rating of a young order. */
const receiving: readonly Transition[] = [
  end(
    'shipped',
    'receipt_given',
    ['free', 'scanned_or_old', 'seller_rating_done'],
    'completed',
    complete,
  ),
  row('shipped', 'receipt_given', ['free', 'seller_rating_done'], 'received', [
    ...received,
    'start:risk_window',
  ]),
  row('shipped', 'receipt_given', ['free', 'scanned_or_old'], 'received', [
    ...received,
    'start:seller_rating',
    'mail:seller_please_rate',
  ]),
  row('shipped', 'receipt_given', ['free'], 'received', [
    ...received,
    'start:risk_window',
    'start:seller_rating',
    'mail:seller_please_rate',
  ]),
  row('shipped', 'receipt_remind_passed', ['free'], 'same', ['mail:buyer_receipt_reminder']),
  row('shipped', 'receipt_ask_passed', ['free'], 'same', ['mail:seller_may_ask_receipt']),
  end(
    'shipped',
    'receipt_asked',
    ['free', 'receipt_ask_passed', 'delivered_long'],
    'completed',
    complete,
  ),
  row('shipped', 'receipt_asked', ['free', 'receipt_ask_passed'], 'same', [
    'mail:buyer_please_confirm',
  ]),
  end('shipped', 'auto_complete_passed', ['free', 'scanned'], 'completed', complete),
  row('shipped', 'auto_complete_passed', ['free'], 'same', ['mail:buyer_please_confirm']),
  end('received', 'scan_recorded', ['free', 'seller_rating_done'], 'completed', complete),
  end('received', 'risk_window_passed', ['free', 'seller_rating_done'], 'completed', complete),
  row('received', 'risk_window_passed', ['free'], 'same', []),
  end('received', 'seller_rated', ['free', 'scanned_or_old'], 'completed', complete),
  row('received', 'seller_rated', ['free'], 'same', ['clear:seller_rating']),
  end('received', 'seller_rating_passed', ['free', 'scanned_or_old'], 'completed', complete),
  row('received', 'seller_rating_passed', ['free'], 'same', []),
]

/** The carrier's word. Where the day of completion passed without it, the days count from the scan. */
const scans: readonly Transition[] = [
  end('returning', 'scan_recorded', ['free', 'brought_back'], 'returned', undoReturned),
  // A label of the market, taken at the counter: the carrier's word is the shipping notice.
  row('awaiting_shipment', 'scan_recorded', ['free', 'nothing_named', 'labelled'], 'shipped', [
    'clear:ship_by',
    'note_labelled_shipment',
    ...waitForBuyer,
    'mail:buyer_shipped',
  ]),
  row('shipped', 'scan_recorded', ['free', 'auto_complete_passed'], 'same', [
    'start:auto_complete',
  ]),
  row([...unshipped, ...sent, 'under_review', 'returning'], 'scan_recorded', ['free'], 'same', []),
  row(paidStates, 'scan_recorded', ['held'], 'same', ['resume_return']),
  // Cancelled on the seller's silence, and he had shipped: the market pays him, once.
  row('cancelled', 'scan_recorded', ['owed_from_loss'], 'same', [
    'pay_seller_from_loss',
    'close_listing',
    'mail:seller_paid_from_loss',
  ]),
  row(['cancelled', 'completed'], 'scan_recorded', [], 'same', []),
]

/** Either side tells the office that something is wrong; the clocks of the trade stand still. */
const reviewing: readonly Transition[] = [
  row(['awaiting_shipment', ...sent], 'reported', ['free'], 'under_review', review),
  row('under_review', 'review_ended', ['free'], 'state_before_review', [
    'resume_clocks',
    'mail:seller_review_ended',
    'mail:buyer_review_ended',
  ]),
  end('under_review', 'cancelled_by_office', ['free', 'reviewed_unshipped'], 'office', undo),
  row('under_review', 'return_ordered', ['free', 'reviewed_shipped'], 'returning', [
    'clear_clocks',
    'start:return_due',
    'mail:seller_return_ordered',
    'mail:buyer_return_ordered',
  ]),
  end('returning', 'goods_returned', ['free'], 'returned', undoReturned),
  row('returning', 'return_due_passed', ['free'], 'same', ['mail:buyer_return_due']),
  end('returning', 'cancelled_by_office', ['free'], 'office', undoReturned),
]

const holding: readonly Transition[] = [
  row(paidStates, 'hold_placed', [], 'same', [
    'hold_order',
    'stop_clocks',
    'void_label',
    'note_notice_sent',
    'start:notice_reminder',
    'start:notice_call',
    'start:scan_lag',
    'start:hold_review',
    'mail:seller_hold',
    'mail:buyer_hold',
    'emit:order_held',
  ]),
  row(paidStates, 'answered_with_me', ['held'], 'same', [...answered, 'resume_return']),
  // He may have handed it over a moment before he knew: the carrier's lag counts from his answer.
  row(paidStates, 'answered_shipped', ['held'], 'same', [...answered, 'start:scan_lag']),
  row(paidStates, 'notice_reminder_passed', ['held'], 'same', ['mail:seller_hold_reminder']),
  row(paidStates, 'notice_call_passed', ['held'], 'same', ['emit:seller_silent']),
  row(paidStates, 'hold_review_passed', ['held'], 'same', [
    'start:hold_review',
    'mail:seller_hold_review',
    'mail:buyer_hold_review',
  ]),
  row(paidStates, 'scan_lag_passed', ['held'], 'same', ['resume_return']),
  // The holder keeps it in good faith: the parcel was on its way before the seller knew.
  end(paidStates, 'hold_ended', ['seller_keeps'], 'completed', complete),
  // A review goes on after the hold: its clocks stand until the office has spoken.
  row('under_review', 'hold_ended', [], 'same', [
    'unhold_order',
    'mail:seller_hold_ended',
    'mail:buyer_hold_ended',
  ]),
  row(
    paidStates.filter((state) => state !== 'under_review'),
    'hold_ended',
    [],
    'same',
    ['unhold_order', 'resume_clocks', 'mail:seller_hold_ended', 'mail:buyer_hold_ended'],
  ),
  // What is let go after the order has ended goes back to its payer.
  row('cancelled', 'hold_ended', [], 'same', ['refund_escrow']),
]

/** The claim was confirmed and the money has gone back: the loss table, row by row. */
const claimed: readonly Transition[] = [
  // The parcel left after the seller knew: the money goes back, and the listing does not return.
  end(paidStates, 'claim_returned', ['bad_faith'], 'claim', [
    ...endByClaim,
    'close_listing',
    'mail:seller_cancelled_after_shipping',
    'mail:buyer_cancelled',
    'emit:order_cancelled',
  ]),
  // The carrier turned it round: the thing is back, and the seller has paid for its two ways.
  end(paidStates, 'claim_returned', ['brought_back'], 'claim', [
    ...endByClaim,
    'make_postage_good',
    'relist',
    'mail:seller_cancelled_parcel_back',
    'mail:buyer_cancelled',
    'emit:order_cancelled',
  ]),
  end(paidStates, 'claim_returned', ['declared_with_me'], 'claim', [
    ...endByClaim,
    'relist',
    'mail:seller_cancelled_by_claim',
    'mail:buyer_cancelled',
    'emit:order_cancelled',
  ]),
  // Nobody knows where the thing is: the seller puts it on sale again himself.
  end(paidStates, 'claim_returned', [], 'claim_on_silence', [
    ...endByClaim,
    'pause_listing',
    'mail:seller_cancelled_on_silence',
    'mail:buyer_cancelled',
    'emit:order_cancelled',
  ]),
  row('cancelled', 'claim_returned', [], 'same', []),
  // A person looked at what was withheld, and the seller had done nothing wrong.
  row('cancelled', 'seller_cleared', ['withheld'], 'same', [
    'pay_seller_from_loss',
    'mail:seller_paid_from_loss',
  ]),
  row('cancelled', 'seller_not_cleared', ['withheld'], 'same', []),
]

/**
 * The whole life of an order: the first row that fits the state and the event and whose guards all
 * hold is taken, its effects run in their order. What has no row is refused (`order-refusals.ts`).
 */
export const orderTransitions: readonly Transition[] = [
  ...requesting,
  ...paying,
  ...shipping,
  ...cancelling,
  ...receiving,
  ...scans,
  ...reviewing,
  ...holding,
  ...claimed,
]

function row(
  from: OrderState | readonly OrderState[],
  event: OrderEvent,
  when: readonly GuardName[],
  to: Transition['to'],
  effects: readonly Effect[],
): Transition {
  return { from: typeof from === 'string' ? [from] : from, event, when, to, effects }
}

function end(
  from: OrderState | readonly OrderState[],
  event: OrderEvent,
  when: readonly GuardName[],
  ending: Ending,
  effects: readonly Effect[],
): Transition {
  const to = ending === 'completed' ? 'completed' : 'cancelled'
  return { ...row(from, event, when, to, effects), ending }
}

/** The row for an event in a state, or `undefined` when there is none. */
export function findTransition(
  state: OrderState,
  event: OrderEvent,
  facts: OrderFacts,
): Transition | undefined {
  return orderTransitions.find(
    (transition) =>
      transition.event === event &&
      transition.from.includes(state) &&
      transition.when.every((guard) => orderGuards[guard](facts)),
  )
}
