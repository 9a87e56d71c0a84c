import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { lockListing } from '../store/listing.ts'
import { isPublic, type Listing } from './listing.ts'

/**
 * Locks a listing for its seller to change. To others a draft, a deleted and a suspended one are not
 * there; he himself cannot change what the office is looking at.
 *
 * Refusals in order: market/unknown_listing, market/not_the_sellers, market/under_review,
 * market/already_sold, market/not_for_sale (closed).
 */
export async function openListing(
  ctx: Ctx,
  input: { listingId: string; memberId: string },
): Promise<Result<Listing, MarketError>> {
  const listing = await lockListing(ctx, input.listingId)
  const isSeller = listing?.sellerId === input.memberId
  if (!listing || listing.state === 'deleted' || !(isSeller || isPublic(listing))) {
    return refuse({ code: 'market/unknown_listing' })
  }
  if (!isSeller) return refuse({ code: 'market/not_the_sellers' })
  if (listing.suspended) return refuse({ code: 'market/under_review' })
  if (listing.state === 'sold') return refuse({ code: 'market/already_sold' })
  if (listing.state === 'closed') return refuse({ code: 'market/not_for_sale' })
  return ok(listing)
}
