import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { COMMENTS_MAX } from '../listings/comment-listing.ts'
import type { Listing } from '../listings/listing.ts'
import { type Comment, listComments } from '../store/comment.ts'
import { readListingRow } from '../store/listing.ts'
import { listReviews } from '../store/review.ts'

const REVIEWS_MAX = 200

/**
 * Shows the office a listing whatever its state, with the words that were taken away and what was
 * decided before.
 *
 * Refusals: market/unknown_listing.
 */
export async function lookAtListing(
  ctx: Ctx,
  input: { listingId: string },
): Promise<
  Result<
    {
      listing: Listing
      comments: readonly Comment[]
      reviews: Awaited<ReturnType<typeof listReviews>>
    },
    MarketError
  >
> {
  const listing = await readListingRow(ctx, input.listingId)
  if (!listing) return refuse({ code: 'market/unknown_listing' })
  return ok({
    listing,
    comments: await listComments(ctx, listing.listingId, COMMENTS_MAX),
    reviews: await listReviews(ctx, listing.listingId, REVIEWS_MAX),
  })
}
