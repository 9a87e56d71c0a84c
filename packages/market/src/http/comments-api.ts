import { z } from '@hono/zod-openapi'
import { type Api, endpoint, idSchema, textSchema } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { COMMENT_WORDS_MAX, commentListing } from '../listings/comment-listing.ts'
import { likeListing } from '../listings/like-listing.ts'
import { removeComment } from '../listings/remove-comment.ts'
import { REPORT_WORDS_MAX, reportReasons, reportThing } from '../reviews/report-thing.ts'
import { commentPath, listingPath } from './listing-schemas.ts'

const tag = 'market'

/** What members say of a listing: comments, likes, and that something is not right. */
export function commentsApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/listings/{listingId}/comments',
      summary: 'Writes a public comment',
      tag,
      auth: 'member',
      status: 201,
      params: listingPath,
      body: z.object({ words: textSchema(COMMENT_WORDS_MAX) }),
      response: z.object({ commentId: z.string() }),
      refusals: ['market/unknown_listing', 'market/comments_limit'],
    },
    (ctx, { actor, params, body }) =>
      commentListing(ctx, deps, {
        ...params,
        ...body,
        memberId: actor.memberId,
        sessionId: actor.sessionId,
      }),
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: '/market/v1/listings/{listingId}/comments/{commentId}',
      summary: 'Takes away a comment: your own, or one under your listing',
      tag,
      auth: 'member',
      params: commentPath,
      response: z.object({ removed: z.literal(true) }),
      refusals: ['market/unknown_listing', 'market/unknown_comment', 'market/not_your_comment'],
    },
    (ctx, { actor, params }) => removeComment(ctx, { ...params, memberId: actor.memberId }),
  )
  likesApi(api)
  reportsApi(api)
}

function likesApi(api: Api): void {
  for (const method of ['put', 'delete'] as const) {
    const likes = method === 'put'
    endpoint(
      api,
      {
        method,
        path: '/market/v1/listings/{listingId}/like',
        summary: likes ? 'Likes a listing' : 'Takes a like back',
        tag,
        auth: 'member',
        params: listingPath,
        response: z.object({ likes: z.number().int() }),
        refusals: ['market/unknown_listing'],
      },
      (ctx, { actor, params }) => likeListing(ctx, { ...params, memberId: actor.memberId, likes }),
    )
  }
}

function reportsApi(api: Api): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/listings/{listingId}/reports',
      summary: 'Tells the office that a listing or a comment is not right',
      tag,
      auth: 'member',
      status: 201,
      params: listingPath,
      body: z.object({
        commentId: idSchema('cmt').optional(),
        reason: z.enum(reportReasons),
        words: textSchema(REPORT_WORDS_MAX),
      }),
      response: z.object({ reportId: z.string() }),
      refusals: [
        'market/unknown_listing',
        'market/unknown_comment',
        'market/own_comment',
        'market/own_listing',
        'market/too_many_reports',
      ],
      commitsOnRefusal: true,
    },
    (ctx, { actor, params, body }) =>
      reportThing(ctx, { ...params, ...body, memberId: actor.memberId }),
  )
}
