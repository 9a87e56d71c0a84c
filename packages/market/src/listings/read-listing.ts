import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { type Seen, showMembers } from '../members/show-members.ts'
import { type CommentRemover, listComments } from '../store/comment.ts'
import { readListingRow } from '../store/listing.ts'
import { COMMENTS_MAX } from './comment-listing.ts'
import { isPublic, type Listing } from './listing.ts'

export interface ShownComment {
  readonly commentId: string
  readonly author: Seen
  readonly bySeller: boolean
  /** Empty where it was removed. */
  readonly words: string
  readonly removedBy: CommentRemover | null
  readonly writtenAt: Date
}

export interface ListingPage extends Listing {
  readonly seller: Seen
  readonly comments: readonly ShownComment[]
}

/**
 * Reads a listing with its public comments. A hold over its order does not show; what is not public
 * is there for its seller alone.
 *
 * Refusals: market/unknown_listing.
 */
export async function readListing(
  ctx: Ctx,
  deps: MarketDeps,
  input: { listingId: string; sellerId?: string },
): Promise<Result<ListingPage, MarketError>> {
  const listing = await readListingRow(ctx, input.listingId)
  if (!listing || !maySee(listing, input.sellerId)) {
    return refuse({ code: 'market/unknown_listing' })
  }
  const comments = await listComments(ctx, listing.listingId, COMMENTS_MAX)
  const show = await showMembers(ctx, deps, [
    listing.sellerId,
    ...comments.map((comment) => comment.memberId),
  ])
  return ok({
    ...listing,
    seller: show(listing.sellerId),
    comments: comments.map(({ commentId, memberId, words, removedBy, writtenAt }) => ({
      commentId,
      author: show(memberId),
      bySeller: memberId === listing.sellerId,
      words: removedBy ? '' : words,
      removedBy,
      writtenAt,
    })),
  })
}

function maySee(listing: Listing, sellerId: string | undefined): boolean {
  if (sellerId === undefined) return isPublic(listing)
  return listing.sellerId === sellerId && listing.state !== 'deleted'
}
