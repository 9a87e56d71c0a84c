import { z } from '@hono/zod-openapi'
import { type Api, endpoint, idSchema, ok, textSchema } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { listReports, type ReportedThing } from '../reviews/list-reports.ts'
import { lookAtListing } from '../reviews/look-at-listing.ts'
import { reportReasons } from '../reviews/report-thing.ts'
import { reviewDecisions, reviewThing } from '../reviews/review-thing.ts'
import { cursorSchema, listingPath, ownListingOut } from './listing-schemas.ts'
import { ownListingJson } from './listing-views.ts'
import { limitSchema } from './schemas.ts'

const REASON_MAX = 500
const tag = 'market office'
const staffRoles = ['agent', 'supervisor'] as const

const reportOut = z.object({
  reportId: z.string(),
  reporterId: z.string(),
  reason: z.enum(reportReasons),
  words: z.string(),
  reportedAt: z.iso.datetime(),
  sellerId: z.string(),
  listing: ownListingOut,
  comment: z.object({ commentId: z.string(), memberId: z.string(), words: z.string() }).nullable(),
})

/** What the office does about listings and comments. */
export function reviewsApi(api: Api, deps: MarketDeps): void {
  lookApi(api)
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/staff/reports',
      summary: 'Lists open reports, the oldest first',
      tag,
      auth: 'staff',
      query: z.object({ after: cursorSchema.optional(), limit: limitSchema }),
      response: z.object({ reports: z.array(reportOut), next: z.string().nullable() }),
      refusals: [],
      discloses: () => 'reports of listings and comments',
      staffRoles,
    },
    async (ctx, { query }) => {
      const found = await listReports(ctx, query)
      return ok({ reports: found.reports.map(reportJson), next: found.next })
    },
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/staff/listings/{listingId}/review',
      summary: 'Decides about a listing or a comment; its open reports are answered',
      tag,
      auth: 'staff',
      params: listingPath,
      body: z.object({
        commentId: idSchema('cmt').optional(),
        decision: z.enum(reviewDecisions),
        reason: textSchema(REASON_MAX),
      }),
      response: z.object({ reportsAnswered: z.number().int() }),
      refusals: ['market/unknown_listing', 'market/unknown_comment', 'market/already_removed'],
      staffRoles,
    },
    (ctx, { actor, params, body }) => reviewThing(ctx, deps, { ...params, ...body, staff: actor }),
  )
}

const lookOut = z.object({
  sellerId: z.string(),
  listing: ownListingOut,
  comments: z.array(
    z.object({
      commentId: z.string(),
      memberId: z.string(),
      words: z.string(),
      removedBy: z.string().nullable(),
      writtenAt: z.iso.datetime(),
    }),
  ),
  reviews: z.array(
    z.object({
      commentId: z.string().nullable(),
      decision: z.enum(reviewDecisions),
      reason: z.string(),
      staffId: z.string(),
      decidedAt: z.iso.datetime(),
    }),
  ),
})

function lookApi(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/staff/listings/{listingId}',
      summary: 'Looks at a listing whatever its state, with removed words and earlier decisions',
      tag,
      auth: 'staff',
      params: listingPath,
      response: lookOut,
      refusals: ['market/unknown_listing'],
      discloses: ({ params }) => `listing ${params.listingId}`,
      staffRoles,
    },
    async (ctx, { params }) => {
      const looked = await lookAtListing(ctx, params)
      if (!looked.ok) return looked
      const { listing, comments, reviews } = looked.value
      return ok({
        sellerId: listing.sellerId,
        listing: ownListingJson(listing),
        comments: comments.map((one) => ({ ...one, writtenAt: one.writtenAt.toISOString() })),
        reviews: reviews.map((one) => ({ ...one, decidedAt: one.decidedAt.toISOString() })),
      })
    },
  )
}

function reportJson(report: ReportedThing) {
  const { comment, listing } = report
  return {
    reportId: report.reportId,
    reporterId: report.reporterId,
    reason: report.reason,
    words: report.words,
    reportedAt: report.reportedAt.toISOString(),
    sellerId: listing.sellerId,
    listing: ownListingJson(listing),
    comment: comment && {
      commentId: comment.commentId,
      memberId: comment.memberId,
      words: comment.words,
    },
  }
}
