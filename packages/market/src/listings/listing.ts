import type { Amount } from '@modosu/kernel'
import type { ShipsIn } from '../profiles/profile.ts'
import type { CategoryId } from './categories.ts'

/**
 * `draft`: not shown yet. `sold` stays visible. `paused`: taken off sale by the seller, or its order
 * was cancelled without a word of his, and he puts it on sale again. `closed`: its thing is gone for
 * good after an order. `deleted`: taken away by the seller; kept for the office.
 */
export const listingStates = ['draft', 'listed', 'sold', 'paused', 'closed', 'deleted'] as const
export type ListingState = (typeof listingStates)[number]

/** From unused to poor, in the six steps that the markets in Japan show. */
export const conditions = ['new', 'like_new', 'good', 'fair', 'worn', 'poor'] as const
export type Condition = (typeof conditions)[number]

/** `anonymous`: neither side learns the other's address. `untracked`: no carrier's scan will come. */
export const shippingWays = ['anonymous', 'tracked', 'untracked'] as const
export type ShippingWay = (typeof shippingWays)[number]

/** Who pays the postage: the seller out of the price, or the buyer to the carrier. */
export const postages = ['seller', 'buyer'] as const
export type Postage = (typeof postages)[number]

export const TITLE_MAX = 100
export const DESCRIPTION_MAX = 2_000
export const PHOTOS_MAX = 10

/** What a seller says of a thing, and may say anew until it is sold. */
export interface ListingDetails {
  readonly title: string
  readonly description: string
  /** In yen. */
  readonly price: Amount
  readonly category: CategoryId
  readonly condition: Condition
  readonly shippingWay: ShippingWay
  readonly postage: Postage
  readonly shipsIn: ShipsIn
  /** A buyer asks first, and the seller says yes or no. */
  readonly approvesBuyers: boolean
}

export interface Listing extends ListingDetails {
  readonly listingId: string
  readonly sellerId: string
  readonly state: ListingState
  /** The office has taken it out of sight while it decides. A flag over any state. */
  readonly suspended: boolean
  readonly listedAt: Date
  readonly likes: number
  /** In the seller's order; the first one stands for the listing. */
  readonly photoIds: readonly string[]
}

/** What everybody may see. A suspended listing, a draft and a deleted one are not there for others. */
export function isPublic(listing: Listing): boolean {
  return !listing.suspended && listing.state !== 'draft' && listing.state !== 'deleted'
}
