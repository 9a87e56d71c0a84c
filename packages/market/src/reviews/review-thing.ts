import { type Ctx, ok, type Result, refuse, type StaffActor } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import type { Listing } from '../listings/listing.ts'
import { mailMember } from '../mail-member.ts'
import { type Comment, lockComment, writeCommentRemoved } from '../store/comment.ts'
import { lockListing, writeListingState, writeListingSuspended } from '../store/listing.ts'
import { insertReview } from '../store/review.ts'

/**
 * `keep`: it may stay, or is shown again. `suspend`: out of sight while the office asks and thinks;
 * a comment knows no such state. `remove`: gone for good; what was sold before goes its own way.
 */
export const reviewDecisions = ['keep', 'suspend', 'remove'] as const
export type ReviewDecision = (typeof reviewDecisions)[number]

export interface Review {
  readonly listingId: string
  readonly commentId?: string | undefined
  readonly decision: ReviewDecision
  /** Told to whom it touches: who is decided about hears why. */
  readonly reason: string
  readonly staff: StaffActor
}

/**
 * The office decides about a listing or a comment, reported or not; every open report of the thing
 * is answered by it. The seller, or the comment's author, is told with the reason.
 *
 * Refusals in order: market/unknown_listing, market/unknown_comment, market/already_removed.
 */
export async function reviewThing(
  ctx: Ctx,
  deps: MarketDeps,
  input: Review,
): Promise<Result<{ reportsAnswered: number }, MarketError>> {
  const listing = await lockListing(ctx, input.listingId)
  if (!listing) return refuse({ code: 'market/unknown_listing' })
  const { commentId = null, decision, reason, listingId } = input
  if (commentId === null) {
    if (listing.state === 'deleted') return refuse({ code: 'market/already_removed' })
    await decideListing(ctx, deps, listing, input)
  } else {
    const comment = await lockComment(ctx, { listingId, commentId })
    if (!comment) return refuse({ code: 'market/unknown_comment' })
    if (comment.removedBy) return refuse({ code: 'market/already_removed' })
    await decideComment(ctx, deps, { listing, comment, review: input })
  }
  const { staffId } = input.staff
  const review = { reviewId: ctx.newId('rev'), listingId, commentId, decision, reason, staffId }
  return ok({ reportsAnswered: await insertReview(ctx, review) })
}

async function decideListing(
  ctx: Ctx,
  deps: MarketDeps,
  listing: Listing,
  review: Review,
): Promise<void> {
  const { listingId, sellerId, title } = listing
  const suspended = review.decision !== 'keep'
  await writeListingSuspended(ctx, listingId, suspended)
  if (review.decision === 'remove') {
    // A sold one is its order's; the order goes on and is stopped, if at all, as an order.
    const from = ['draft', 'listed', 'paused', 'closed'] as const
    await writeListingState(ctx, listingId, { from, to: 'deleted' })
  }
  if (listing.suspended === suspended && review.decision !== 'remove') return
  const mail = {
    keep: 'seller_listing_back',
    suspend: 'seller_listing_suspended',
    remove: 'seller_listing_removed',
  } as const
  await mailMember(ctx, deps, {
    to: sellerId,
    mail: mail[review.decision],
    title,
    words: review.reason,
    path: `/listing/${listingId}`,
  })
}

async function decideComment(
  ctx: Ctx,
  deps: MarketDeps,
  input: { listing: Listing; comment: Comment; review: Review },
): Promise<void> {
  const { listing, comment, review } = input
  if (review.decision === 'keep') return
  await writeCommentRemoved(ctx, comment.commentId, 'office')
  await mailMember(ctx, deps, {
    to: comment.memberId,
    mail: 'author_comment_removed',
    title: listing.title,
    words: review.reason,
    path: `/listing/${listing.listingId}`,
  })
}
