import type { Ctx } from '@modosu/kernel'
import type { Listing } from '../listings/listing.ts'
import { type Comment, listCommentsById } from '../store/comment.ts'
import { readListingRows } from '../store/listing.ts'
import { listOpenReports, type OpenReport } from '../store/review.ts'

export interface ReportedThing extends OpenReport {
  readonly listing: Listing
  readonly comment: Comment | null
}

/** The office's work: open reports with the thing as it now is, the oldest first. */
export async function listReports(
  ctx: Ctx,
  page: { after?: string | undefined; limit: number },
): Promise<{ reports: readonly ReportedThing[]; next: string | null }> {
  const reports = await listOpenReports(ctx, {
    after: readReportCursor(page.after),
    limit: page.limit,
  })
  const listings = new Map(
    (await readListingRows(ctx, [...new Set(reports.map((report) => report.listingId))])).map(
      (listing) => [listing.listingId, listing],
    ),
  )
  const ids = reports.flatMap((report) => report.commentId ?? [])
  const comments = new Map(
    (await listCommentsById(ctx, ids)).map((comment) => [comment.commentId, comment]),
  )
  const last = reports.at(-1)
  return {
    reports: reports.flatMap((report) => {
      const listing = listings.get(report.listingId)
      const comment = comments.get(report.commentId ?? '') ?? null
      return listing ? [{ ...report, listing, comment }] : []
    }),
    next:
      reports.length === page.limit && last
        ? Buffer.from(`${last.reportedAt.toISOString()} ${last.reportId}`).toString('base64url')
        : null,
  }
}

/** A text that is no cursor starts from the top. */
function readReportCursor(text: string | undefined): { reportedAt: Date; reportId: string } | null {
  const [at, reportId] = Buffer.from(text ?? '', 'base64url')
    .toString()
    .split(' ')
  const reportedAt = new Date(at ?? '')
  const isReport = /^rpt_[0-9a-z]{1,40}$/.test(reportId ?? '')
  return reportId && isReport && !Number.isNaN(reportedAt.getTime())
    ? { reportedAt, reportId }
    : null
}
