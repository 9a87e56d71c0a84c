import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { lockComment, writeCommentRemoved } from '../store/comment.ts'
import { readListingRow } from '../store/listing.ts'
import { isPublic } from './listing.ts'

/**
 * Takes a comment away: its author his own, the seller any under his listing. That one stood there
 * is still shown, and its words are kept for the office. Doing it twice is doing it once.
 *
 * Refusals in order: market/unknown_listing, market/unknown_comment, market/not_your_comment.
 */
export async function removeComment(
  ctx: Ctx,
  input: { listingId: string; commentId: string; memberId: string },
): Promise<Result<{ removed: true }, MarketError>> {
  const listing = await readListingRow(ctx, input.listingId)
  if (!listing || !isPublic(listing)) return refuse({ code: 'market/unknown_listing' })
  const comment = await lockComment(ctx, input)
  if (!comment) return refuse({ code: 'market/unknown_comment' })
  const isAuthor = comment.memberId === input.memberId
  if (!isAuthor && listing.sellerId !== input.memberId) {
    return refuse({ code: 'market/not_your_comment' })
  }
  await writeCommentRemoved(ctx, comment.commentId, isAuthor ? 'author' : 'seller')
  return ok({ removed: true })
}
