import { type Ctx, ok, type Result, refuse, takeTry } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { isPublic } from '../listings/listing.ts'
import { lockComment } from '../store/comment.ts'
import { readListingRow } from '../store/listing.ts'
import { insertReport } from '../store/review.ts'

export const reportReasons = [
  'counterfeit',
  'prohibited',
  'stolen',
  'misleading',
  'personal_data',
  'abuse',
  'other',
] as const
export type ReportReason = (typeof reportReasons)[number]

export const REPORT_WORDS_MAX = 1_000
const REPORTS_MAX = 50
const REPORTS_WINDOW_MS = 24 * 60 * 60 * 1_000

/**
 * Tells the office that a listing, or a comment below it, is not right. The seller and the author
 * never learn who did. One that the member made already, and that is open, is given again.
 *
 * Refusals in order: market/unknown_listing, market/unknown_comment, market/own_listing,
 * market/own_comment (he can take it away himself), market/too_many_reports.
 */
export async function reportThing(
  ctx: Ctx,
  input: {
    listingId: string
    commentId?: string | undefined
    memberId: string
    reason: ReportReason
    words: string
  },
): Promise<Result<{ reportId: string }, MarketError>> {
  const { listingId, memberId } = input
  const listing = await readListingRow(ctx, listingId)
  if (!listing || !isPublic(listing)) return refuse({ code: 'market/unknown_listing' })
  if (input.commentId !== undefined) {
    const comment = await lockComment(ctx, { listingId, commentId: input.commentId })
    if (!comment || comment.removedBy) return refuse({ code: 'market/unknown_comment' })
    if (comment.memberId === memberId) return refuse({ code: 'market/own_comment' })
  } else if (listing.sellerId === memberId) return refuse({ code: 'market/own_listing' })
  const limit = { triesMax: REPORTS_MAX, windowMs: REPORTS_WINDOW_MS }
  if (!(await takeTry(ctx, { key: `market report ${memberId}`, ...limit }))) {
    return refuse({ code: 'market/too_many_reports', max: REPORTS_MAX })
  }
  const reportId = await insertReport(ctx, {
    reportId: ctx.newId('rpt'),
    listingId,
    commentId: input.commentId ?? null,
    reporterId: memberId,
    reason: input.reason,
    words: input.words,
  })
  return ok({ reportId })
}
