import type { ProblemKind } from '@modosu/kernel'

/** Every refusal of this package. `state` tells the state that the order is in. */
export type MarketError =
  | { readonly code: 'market/unknown_listing' }
  | { readonly code: 'market/unknown_order' }
  | { readonly code: 'market/own_listing' }
  | { readonly code: 'market/not_the_sellers' }
  | { readonly code: 'market/not_for_sale' }
  | { readonly code: 'market/already_sold' }
  | { readonly code: 'market/price_out_of_range'; readonly min: string; readonly max: string }
  | { readonly code: 'market/comments_limit'; readonly max: number }
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

export type MarketErrorCode = MarketError['code']

/** What the outside is told about each refusal. A code without an entry does not compile. */
export const marketProblems: Record<MarketErrorCode, ProblemKind> = {
  'market/unknown_listing': { status: 404, title: 'There is no such listing' },
  'market/unknown_order': { status: 404, title: 'There is no such order of yours' },
  'market/own_listing': { status: 409, title: 'This listing is your own' },
  'market/not_the_sellers': { status: 403, title: 'Only the seller of the listing can do this' },
  'market/not_for_sale': { status: 409, title: 'This listing is not on sale' },
  'market/already_sold': { status: 409, title: 'Somebody has bought this already' },
  'market/price_out_of_range': { status: 422, title: 'The price is outside the allowed range' },
  'market/comments_limit': { status: 422, title: 'This listing takes no more comments' },
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
}
