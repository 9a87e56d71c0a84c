import type { ProblemKind } from '@modosu/kernel'

/** The refusals of listings, pictures, profiles and reviews. */
export type ListingError =
  | { readonly code: 'market/unknown_listing' }
  | { readonly code: 'market/own_listing' }
  | { readonly code: 'market/not_the_sellers' }
  | { readonly code: 'market/not_for_sale' }
  | { readonly code: 'market/already_sold' }
  | { readonly code: 'market/price_out_of_range'; readonly min: string; readonly max: string }
  | { readonly code: 'market/under_review' }
  | { readonly code: 'market/selling_shut' }
  | { readonly code: 'market/comments_limit'; readonly max: number }
  | { readonly code: 'market/unknown_comment' }
  | { readonly code: 'market/own_comment' }
  | { readonly code: 'market/not_your_comment' }
  | { readonly code: 'market/unknown_member' }
  | { readonly code: 'market/unknown_photo' }
  | { readonly code: 'market/not_a_photo' }
  | { readonly code: 'market/too_many_photos'; readonly max: number }
  | { readonly code: 'market/too_many_reports'; readonly max: number }
  | { readonly code: 'market/already_removed' }

export const listingProblems: Record<ListingError['code'], ProblemKind> = {
  'market/unknown_listing': { status: 404, title: 'There is no such listing' },
  'market/own_listing': { status: 409, title: 'This listing is your own' },
  'market/not_the_sellers': { status: 403, title: 'Only the seller of the listing can do this' },
  'market/not_for_sale': { status: 409, title: 'This listing is not on sale' },
  'market/already_sold': { status: 409, title: 'Somebody has bought this already' },
  'market/price_out_of_range': { status: 422, title: 'The price is outside the allowed range' },
  'market/under_review': { status: 409, title: 'The office is looking at this listing' },
  'market/selling_shut': { status: 403, title: 'Selling is shut for this account' },
  'market/comments_limit': { status: 422, title: 'This listing takes no more comments' },
  'market/unknown_comment': { status: 404, title: 'There is no such comment' },
  'market/own_comment': { status: 409, title: 'This comment is your own; you can take it away' },
  'market/not_your_comment': {
    status: 403,
    title: 'Its author or the seller can take this comment away',
  },
  'market/unknown_member': { status: 404, title: 'There is no such member' },
  'market/unknown_photo': { status: 404, title: 'There is no such picture of yours that is free' },
  'market/not_a_photo': {
    status: 422,
    title: 'This is not a JPEG, PNG or WebP picture that can be shown',
  },
  'market/too_many_photos': { status: 429, title: 'Too many pictures in an hour; wait a little' },
  'market/too_many_reports': { status: 429, title: 'Too many reports in a day; wait a little' },
  'market/already_removed': { status: 409, title: 'This has been taken away already' },
}
