import type { ProblemKind } from '@modosu/kernel'
import { type ListingError, listingProblems } from './listings/errors.ts'

/** Every refusal of this package. `state` tells the state that the order is in. */
export type MarketError =
  | ListingError
  | { readonly code: 'market/unknown_order' }
  | { readonly code: 'market/spending_shut' }
  | { readonly code: 'market/not_yours_to_do' }
  | { readonly code: 'market/already_cancelled' }
  | { readonly code: 'market/already_completed' }
  | { readonly code: 'market/on_hold' }
  | { readonly code: 'market/not_on_hold' }
  | { readonly code: 'market/wrong_state'; readonly state: string }
  | { readonly code: 'market/ship_by_not_passed' }
  | { readonly code: 'market/bad_tracking_number' }
  | { readonly code: 'market/tracking_number_missing' }
  | { readonly code: 'market/tracking_number_used' }
  | { readonly code: 'market/already_answered' }
  | { readonly code: 'market/own_request' }
  | { readonly code: 'market/scan_in_future' }
  | { readonly code: 'market/unknown_parcel' }
  | { readonly code: 'market/search_too_wide' }
  | { readonly code: 'market/price_changed'; readonly price: string }
  | { readonly code: 'market/seller_asks_cancel' }
  | { readonly code: 'market/pay_due_not_passed' }
  | { readonly code: 'market/receipt_ask_too_early' }
  | { readonly code: 'market/no_labels' }
  | { readonly code: 'market/price_below_postage'; readonly postage: string }
  | { readonly code: 'market/already_rated' }
  | { readonly code: 'market/rating_over' }
  | { readonly code: 'market/messages_limit'; readonly max: number }
  | { readonly code: 'market/messages_secret' }
  | { readonly code: 'market/nothing_withheld' }
  | { readonly code: 'market/already_decided' }

export type MarketErrorCode = MarketError['code']

/** What the outside is told about each refusal. A code without an entry does not compile. */
export const marketProblems: Record<MarketErrorCode, ProblemKind> = {
  ...listingProblems,
  'market/unknown_order': { status: 404, title: 'There is no such order of yours' },
  'market/spending_shut': { status: 403, title: 'Buying is shut for this account' },
  'market/not_yours_to_do': { status: 403, title: 'The other side of this order does that' },
  'market/already_cancelled': { status: 409, title: 'This order is cancelled already' },
  'market/already_completed': { status: 409, title: 'This order is completed already' },
  'market/on_hold': { status: 409, title: 'This order is on hold while the office checks it' },
  'market/not_on_hold': { status: 409, title: 'This order is not on hold' },
  'market/wrong_state': { status: 409, title: 'The order is not at this step' },
  'market/ship_by_not_passed': { status: 409, title: 'The shipping deadline has not passed yet' },
  'market/bad_tracking_number': { status: 422, title: 'This is not a number of that carrier' },
  'market/tracking_number_missing': { status: 422, title: 'The tracking number is needed' },
  'market/tracking_number_used': { status: 409, title: 'This number belongs to another order' },
  'market/already_answered': { status: 409, title: 'You have answered another way already' },
  'market/own_request': { status: 409, title: 'The other side answers a request to cancel' },
  'market/scan_in_future': { status: 422, title: 'A scan cannot lie in the future' },
  'market/search_too_wide': {
    status: 422,
    title: 'Name an order, a payment, an amount or a title',
  },
  'market/unknown_parcel': { status: 404, title: 'No order names this parcel' },
  'market/price_changed': { status: 409, title: 'The price has changed since you saw it' },
  'market/seller_asks_cancel': {
    status: 409,
    title: 'At this market the seller asks to cancel; write to him',
  },
  'market/pay_due_not_passed': { status: 409, title: 'The buyer still has time to pay' },
  'market/receipt_ask_too_early': { status: 409, title: 'It is too early to ask for the receipt' },
  'market/no_labels': { status: 422, title: 'The market has no labels of that carrier' },
  'market/price_below_postage': { status: 422, title: 'The price does not cover the postage' },
  'market/already_rated': { status: 409, title: 'You have rated this order already' },
  'market/rating_over': { status: 409, title: 'The time to rate this order is over' },
  'market/messages_limit': { status: 422, title: 'This order takes no more messages' },
  'market/messages_secret': {
    status: 403,
    title: 'Messages are secret; a ground to read them has to be recorded',
  },
  'market/nothing_withheld': { status: 409, title: 'No money of this order is withheld' },
  'market/already_decided': { status: 409, title: 'Somebody has decided otherwise already' },
}
