import { z } from '@hono/zod-openapi'
import { type Api, amount, amountSchema, endpoint, ok, textSchema } from '@modosu/kernel'
import { commentListing } from '../listings/comment-listing.ts'
import { createListing } from '../listings/create-listing.ts'
import type { MarketDeps } from '../deps.ts'
import { findListings } from '../search/find-listings.ts'
import { likeListing } from '../listings/like-listing.ts'
import { readListing } from '../listings/read-listing.ts'
import { reopenListing } from '../listings/reopen-listing.ts'
import { limitSchema, listingOut, listingPageOut, listingPath, shipsInSchema } from './schemas.ts'
import { listingJson } from './views.ts'

const TITLE_MAX = 100
const COMMENT_MAX = 1_000
const QUERY_MAX = 100
const CURSOR_MAX = 200
const tag = 'market'

export function listingsApi(api: Api, deps: MarketDeps): void {
  sellingApi(api, deps)
  searchApi(api, deps)
  commentsApi(api, deps)
  likesApi(api)
}

function sellingApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/listings',
      summary: 'Puts a thing on sale',
      tag,
      auth: 'member',
      status: 201,
      body: z.object({
        title: textSchema(TITLE_MAX),
        description: textSchema(),
        price: amountSchema,
        shipsIn: shipsInSchema,
      }),
      response: z.object({ listingId: z.string(), state: z.literal('listed') }),
      refusals: ['market/price_out_of_range'],
      idempotent: true,
    },
    (ctx, { actor, body }) =>
      createListing(ctx, deps, {
        ...body,
        sellerId: actor.memberId,
        sessionId: actor.sessionId,
        price: amount(BigInt(body.price)),
      }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/listings/{listingId}/reopening',
      summary: 'Puts a paused listing on sale again',
      tag,
      auth: 'member',
      params: listingPath,
      response: z.object({ state: z.literal('listed') }),
      refusals: [
        'market/unknown_listing',
        'market/not_the_sellers',
        'market/already_sold',
        'market/not_for_sale',
      ],
    },
    (ctx, { actor, params }) => reopenListing(ctx, { ...params, memberId: actor.memberId }),
  )
}

function searchApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/listings',
      summary: 'Searches listings; sold ones stay visible',
      tag,
      auth: 'none',
      query: z.object({
        q: z.string().max(QUERY_MAX).optional(),
        priceMin: amountSchema.optional(),
        priceMax: amountSchema.optional(),
        state: z.enum(['listed', 'sold', 'any']).default('listed'),
        after: z.string().max(CURSOR_MAX).optional(),
        limit: limitSchema,
      }),
      response: z.object({ listings: z.array(listingOut), next: z.string().nullable() }),
      refusals: [],
    },
    async (ctx, { query }) => {
      const { priceMin, priceMax, ...rest } = query
      const found = await findListings(ctx, deps, {
        ...rest,
        priceMin: priceMin === undefined ? undefined : amount(BigInt(priceMin)),
        priceMax: priceMax === undefined ? undefined : amount(BigInt(priceMax)),
      })
      return ok({ listings: found.listings.map(listingJson), next: found.next })
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/listings/{listingId}',
      summary: 'Reads a listing with its comments',
      tag,
      auth: 'none',
      params: listingPath,
      response: listingPageOut,
      refusals: ['market/unknown_listing'],
    },
    async (ctx, { params }) => {
      const read = await readListing(ctx, deps, params)
      if (!read.ok) return read
      const comments = read.value.comments.map((comment) => ({
        commentId: comment.commentId,
        name: comment.name,
        bySeller: comment.bySeller,
        words: comment.words,
        writtenAt: comment.writtenAt.toISOString(),
      }))
      return ok({ ...listingJson(read.value), comments })
    },
  )
}

function commentsApi(api: Api, deps: MarketDeps): void {
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
      body: z.object({ words: textSchema(COMMENT_MAX) }),
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
