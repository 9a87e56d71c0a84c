import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { COMMENTS_MAX } from './comment-listing.ts'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { namesOf } from '../members/names-of.ts'
import { type Comment, type Listing, listComments, readListingRow } from '../store/listing.ts'

export interface ListingPage extends Listing {
  readonly sellerName: string
  readonly comments: readonly (Comment & { name: string; bySeller: boolean })[]
}

/**
 * Reads a listing with its public comments. A hold over its order does not show.
 *
 * Refusals: market/unknown_listing.
 */
export async function readListing(
  ctx: Ctx,
  deps: MarketDeps,
  input: { listingId: string },
): Promise<Result<ListingPage, MarketError>> {
  const listing = await readListingRow(ctx, input.listingId)
  if (!listing) return refuse({ code: 'market/unknown_listing' })
  const comments = await listComments(ctx, listing.listingId, COMMENTS_MAX)
  const names = await namesOf(ctx, deps, [
    listing.sellerId,
    ...comments.map((comment) => comment.memberId),
  ])
  return ok({
    ...listing,
    sellerName: names(listing.sellerId),
    comments: comments.map((comment) => ({
      ...comment,
      name: names(comment.memberId),
      bySeller: comment.memberId === listing.sellerId,
    })),
  })
}
