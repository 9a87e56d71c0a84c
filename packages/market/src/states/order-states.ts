import type {
  Effect,
  Ending,
  Guard,
  OrderEvent,
  OrderFacts,
  OrderState,
  Transition,
} from './order-steps.ts'

/** A hold beats every clock and every button: most rows are for orders that are free. */
const free: Guard = (facts) => !facts.held
const held: Guard = (facts) => facts.held
const always: Guard = () => true

const open: readonly OrderState[] = ['awaiting_shipment', 'cancel_requested', 'shipped', 'received']
const unshipped: readonly OrderState[] = ['awaiting_shipment', 'cancel_requested']

/** A cancelled order that no claim asked for: money back, listing back, no fee, no rating. */
const undo = [
  'clear_clocks',
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

/**
 * The whole life of an order: the first row that fits the state and the event and whose guard holds
 * is taken, its effects run in their order. What has no row is refused (`order-refusals.ts`).
 */
export const orderTransitions: readonly Transition[] = [
  // Paying
  row('awaiting_payment', 'payment_arrived', always, 'awaiting_shipment', [
    'clear:pay_due',
    'note_paid',
    'start:ship_by',
    'mail:seller_paid',
    'mail:buyer_paid',
  ]),
  end('awaiting_payment', 'pay_due_passed', always, 'unpaid', giveUpUnpaid),
  end('awaiting_payment', 'payment_refused', always, 'unpaid', giveUpUnpaid),
  end('awaiting_payment', 'cancelled_by_office', always, 'office', undoUnpaid),

  // Shipping
  row('awaiting_shipment', 'shipment_told', free, 'shipped', [
    'clear:ship_by',
    'note_shipment',
    'start:auto_complete',
    'mail:buyer_shipped',
  ]),
  // A hold's notice stands: what is said to be shipped now is written down and changes no state.
  row(unshipped, 'shipment_told', (facts) => facts.held && !facts.shipmentTold, 'same', [
    'note_flagged_shipment',
    'start:scan_lag',
  ]),
  // After a cancel made on silence the seller may still name the parcel that was on its way.
  row(
    'cancelled',
    'shipment_told',
    (facts) => facts.endedOnSilence && !facts.shipmentTold,
    'same',
    ['note_flagged_shipment'],
  ),
  row('awaiting_shipment', 'ship_by_passed', free, 'same', [
    'mail:seller_ship_by_passed',
    'mail:buyer_ship_by_passed',
  ]),

  // Cancelling by the two sides or by the office
  row('awaiting_shipment', 'cancel_asked_by_seller', free, 'cancel_requested', [
    'note_cancel_request',
    'start:cancel_silence',
    'mail:other_cancel_asked',
  ]),
  row(
    'awaiting_shipment',
    'cancel_asked_by_buyer',
    (facts) => !facts.held && facts.shipByPassed,
    'cancel_requested',
    ['note_cancel_request', 'start:cancel_silence', 'mail:other_cancel_asked'],
  ),
  end('cancel_requested', 'cancel_agreed', free, 'agreed', undo),
  row('cancel_requested', 'cancel_declined', free, 'awaiting_shipment', [
    'clear:cancel_silence',
    'mail:asker_cancel_declined',
  ]),
  end('cancel_requested', 'cancel_silence_passed', free, 'silence', undo),
  end(unshipped, 'cancelled_by_office', free, 'office', undo),

  // Receiving and completing: money leaves escrow on a scan, never on a rating of a young order
  end(
    'shipped',
    'receipt_given',
    (facts) => !facts.held && (facts.scanned || !facts.young),
    'completed',
    complete,
  ),
  row('shipped', 'receipt_given', free, 'received', ['clear:auto_complete', 'start:risk_window']),
  end(
    'shipped',
    'auto_complete_passed',
    (facts) => !facts.held && facts.scanned,
    'completed',
    complete,
  ),
  row('shipped', 'auto_complete_passed', free, 'same', ['mail:buyer_please_confirm']),
  end('received', 'scan_recorded', free, 'completed', complete),
  end('received', 'risk_window_passed', free, 'completed', complete),

  // The carrier's word. Where the day of completion passed without it, the days count from the scan.
  row('shipped', 'scan_recorded', (facts) => !facts.held && facts.autoCompletePassed, 'same', [
    'start:auto_complete',
  ]),
  row([...unshipped, 'shipped'], 'scan_recorded', free, 'same', []),
  row(open, 'scan_recorded', held, 'same', ['resume_return']),
  // Cancelled on the seller's silence, and he had shipped: the market pays him, once.
  row('cancelled', 'scan_recorded', (facts) => facts.owedFromLoss, 'same', [
    'pay_seller_from_loss',
    'close_listing',
    'mail:seller_paid_from_loss',
  ]),
  row(['cancelled', 'completed'], 'scan_recorded', always, 'same', []),

  // A claim holds the escrow
  row(open, 'hold_placed', always, 'same', [
    'stop_clocks',
    'note_notice_sent',
    'start:notice_reminder',
    'start:notice_call',
    'start:scan_lag',
    'start:hold_review',
    'mail:seller_hold',
    'mail:buyer_hold',
    'emit:order_held',
  ]),
  row(open, 'answered_with_me', held, 'same', [...answered, 'resume_return']),
  // He may have handed it over a moment before he knew: the carrier's lag counts from his answer.
  row(open, 'answered_shipped', held, 'same', [...answered, 'start:scan_lag']),
  row(open, 'notice_reminder_passed', held, 'same', ['mail:seller_hold_reminder']),
  row(open, 'notice_call_passed', held, 'same', ['emit:seller_silent']),
  row(open, 'hold_review_passed', held, 'same', [
    'start:hold_review',
    'mail:seller_hold_review',
    'mail:buyer_hold_review',
  ]),
  row(open, 'scan_lag_passed', held, 'same', ['resume_return']),
  // The holder keeps it in good faith: the parcel was on its way before the seller knew.
  end(open, 'hold_ended', (facts) => facts.sellerKeeps, 'completed', complete),
  row(open, 'hold_ended', always, 'same', [
    'resume_clocks',
    'mail:seller_hold_ended',
    'mail:buyer_hold_ended',
  ]),
  // What is let go after the order has ended goes back to its payer.
  row('cancelled', 'hold_ended', always, 'same', ['refund_escrow']),
  // The parcel left after the seller knew: the money goes back, and the listing does not return.
  end(open, 'claim_returned', (facts) => facts.badFaith, 'claim', [
    'clear_clocks',
    'refund_escrow',
    'close_listing',
    'mail:seller_cancelled_after_shipping',
    'mail:buyer_cancelled',
    'emit:order_cancelled',
  ]),
  end(open, 'claim_returned', (facts) => facts.declaredWithMe, 'claim', [
    'clear_clocks',
    'refund_escrow',
    'relist',
    'mail:seller_cancelled_by_claim',
    'mail:buyer_cancelled',
    'emit:order_cancelled',
  ]),
  // Nobody knows where the thing is: the seller puts it on sale again himself.
  end(open, 'claim_returned', always, 'claim_on_silence', [
    'clear_clocks',
    'refund_escrow',
    'pause_listing',
    'mail:seller_cancelled_on_silence',
    'mail:buyer_cancelled',
    'emit:order_cancelled',
  ]),
  row('cancelled', 'claim_returned', always, 'same', []),
]

function row(
  from: OrderState | readonly OrderState[],
  event: OrderEvent,
  guard: Guard,
  to: OrderState | 'same',
  effects: readonly Effect[],
): Transition {
  return { from: typeof from === 'string' ? [from] : from, event, guard, to, effects }
}

function end(
  from: OrderState | readonly OrderState[],
  event: OrderEvent,
  guard: Guard,
  ending: Ending,
  effects: readonly Effect[],
): Transition {
  const to = ending === 'completed' ? 'completed' : 'cancelled'
  return { ...row(from, event, guard, to, effects), ending }
}

/** The row for an event in a state, or `undefined` when there is none. */
export function findTransition(
  state: OrderState,
  event: OrderEvent,
  facts: OrderFacts,
): Transition | undefined {
  return orderTransitions.find(
    (transition) =>
      transition.event === event && transition.from.includes(state) && transition.guard(facts),
  )
}
