import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { mailMember } from '../mail-member.ts'
import { profileOf } from '../members/profile-of.ts'
import { countComments, insertComment } from '../store/comment.ts'
import { lockListing } from '../store/listing.ts'
import { insertMemberAct } from '../store/member-acts.ts'
import { isPublic } from './listing.ts'

/** How many comments a listing takes. */
export const COMMENTS_MAX = 200
export const COMMENT_WORDS_MAX = 1_000

/**
 * Writes a public comment under a listing, sold ones included, and tells the seller of it.
 *
 * Refusals in order: market/unknown_listing, market/comments_limit.
 */
export async function commentListing(
  ctx: Ctx,
  deps: MarketDeps,
  input: { listingId: string; memberId: string; sessionId: string; words: string },
): Promise<Result<{ commentId: string }, MarketError>> {
  const listing = await lockListing(ctx, input.listingId)
  if (!listing || !isPublic(listing)) return refuse({ code: 'market/unknown_listing' })
  if ((await countComments(ctx, listing.listingId)) >= COMMENTS_MAX) {
    return refuse({ code: 'market/comments_limit', max: COMMENTS_MAX })
  }
  const commentId = ctx.newId('cmt')
  const { memberId, sessionId } = input
  const { title } = listing
  await profileOf(ctx, memberId)
  await insertComment(ctx, listing.listingId, { ...input, commentId })
  await insertMemberAct(ctx, { actId: commentId, memberId, sessionId, kind: 'comment', title })
  if (memberId !== listing.sellerId) {
    await mailMember(ctx, deps, {
      to: listing.sellerId,
      mail: 'seller_commented',
      title,
      path: `/listing/${listing.listingId}`,
    })
  }
  return ok({ commentId })
}
