import type { Ctx } from '@modosu/kernel'
import type { ReportReason } from '../reviews/report-thing.ts'
import type { ReviewDecision } from '../reviews/review-thing.ts'

/** A listing, or a comment below it. */
export interface Thing {
  readonly listingId: string
  readonly commentId: string | null
}

/** Writes a report; one that the member made of the thing already, and that is open, stands. */
export async function insertReport(
  ctx: Ctx,
  report: Thing & { reportId: string; reporterId: string; reason: ReportReason; words: string },
): Promise<string> {
  const made = await ctx.tx.query<{ report_id: string }>(
    `insert into market.report (report_id, listing_id, comment_id, reporter_id, reason, words,
       reported_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (listing_id, coalesce(comment_id, ''), reporter_id) where review_id is null
       do update set review_id = null
     returning report_id`,
    [
      report.reportId,
      report.listingId,
      report.commentId,
      report.reporterId,
      report.reason,
      report.words,
      ctx.now,
    ],
  )
  return made.rows[0]?.report_id ?? report.reportId
}

export interface OpenReport extends Thing {
  readonly reportId: string
  readonly reporterId: string
  readonly reason: ReportReason
  readonly words: string
  readonly reportedAt: Date
}

/** Open reports, the oldest first. */
export async function listOpenReports(
  ctx: Ctx,
  page: { after: { reportedAt: Date; reportId: string } | null; limit: number },
): Promise<OpenReport[]> {
  const found = await ctx.tx.query<{
    report_id: string
    listing_id: string
    comment_id: string | null
    reporter_id: string
    reason: ReportReason
    words: string
    reported_at: Date
  }>(
    `select report_id, listing_id, comment_id, reporter_id, reason, words, reported_at
     from market.report where review_id is null
       and (reported_at, report_id)
         > (coalesce($1::timestamptz, '-infinity'), coalesce($2::text, ''))
     order by reported_at, report_id limit $3`,
    [page.after?.reportedAt ?? null, page.after?.reportId ?? null, page.limit],
  )
  return found.rows.map((row) => ({
    reportId: row.report_id,
    listingId: row.listing_id,
    commentId: row.comment_id,
    reporterId: row.reporter_id,
    reason: row.reason,
    words: row.words,
    reportedAt: row.reported_at,
  }))
}

/** Writes a decision and closes every open report of the thing. Gives how many there were. */
export async function insertReview(
  ctx: Ctx,
  review: Thing & { reviewId: string; decision: ReviewDecision; reason: string; staffId: string },
): Promise<number> {
  await ctx.tx.query(
    `insert into market.review (review_id, listing_id, comment_id, decision, reason, staff_id,
       decided_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      review.reviewId,
      review.listingId,
      review.commentId,
      review.decision,
      review.reason,
      review.staffId,
      ctx.now,
    ],
  )
  const closed = await ctx.tx.query(
    `update market.report set review_id = $3
     where review_id is null and listing_id = $1 and comment_id is not distinct from $2`,
    [review.listingId, review.commentId, review.reviewId],
  )
  return closed.rowCount
}

/** What the office decided about a listing and the comments below it, the oldest first. */
export async function listReviews(
  ctx: Ctx,
  listingId: string,
  limit: number,
): Promise<
  (Omit<Thing, 'listingId'> & {
    decision: ReviewDecision
    reason: string
    staffId: string
    decidedAt: Date
  })[]
> {
  const found = await ctx.tx.query<{
    comment_id: string | null
    decision: ReviewDecision
    reason: string
    staff_id: string
    decided_at: Date
  }>(
    `select comment_id, decision, reason, staff_id, decided_at from market.review
     where listing_id = $1 order by decided_at, review_id limit $2`,
    [listingId, limit],
  )
  return found.rows.map((row) => ({
    commentId: row.comment_id,
    decision: row.decision,
    reason: row.reason,
    staffId: row.staff_id,
    decidedAt: row.decided_at,
  }))
}
