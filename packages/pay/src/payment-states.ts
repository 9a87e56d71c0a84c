/**
 * `requested` by a merchant, `authorised` when the value waits with Pay to be captured, `approved`
 * when it was captured. The others are final.
 */
export type PaymentState =
  | 'requested'
  | 'authorised'
  | 'approved'
  | 'refunded'
  | 'voided'
  | 'expired'

/** What happens to a payment, and who does it. */
export type PaymentEvent =
  | 'authorise'
  | 'pay'
  | 'expire'
  | 'capture_part'
  | 'capture_last'
  | 'void'
  | 'void_rest'
  | 'refund_part'
  | 'refund_last'

/**
 * The whole life of a payment. What stands in no row cannot happen. `void` is for an authorised
 * payment of which nothing was captured, `void_rest` for one of which a part was: that part is paid.
 */
export const paymentStates: Readonly<
  Record<PaymentState, Readonly<Partial<Record<PaymentEvent, PaymentState>>>>
> = {
  requested: { authorise: 'authorised', pay: 'approved', expire: 'expired' },
  authorised: {
    capture_part: 'authorised',
    capture_last: 'approved',
    void: 'voided',
    void_rest: 'approved',
    refund_part: 'authorised',
  },
  approved: { refund_part: 'approved', refund_last: 'refunded' },
  refunded: {},
  voided: {},
  expired: {},
}

/** Where an event leads, or `undefined` when it changes nothing. */
export function nextPaymentState(
  from: PaymentState,
  event: PaymentEvent,
): PaymentState | undefined {
  return paymentStates[from][event]
}
