import { z } from '@hono/zod-openapi'
import {
  type Api,
  amount,
  amountSchema,
  blankableTextSchema,
  endpoint,
  instantSchema,
  ok,
} from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { categories, categoryIds } from '../listings/categories.ts'
import { listLikes } from '../listings/list-likes.ts'
import { conditions } from '../listings/listing.ts'
import { readListing } from '../listings/read-listing.ts'
import { sorts } from '../search/cursor.ts'
import { findListings } from '../search/find-listings.ts'
import {
  categorySchema,
  conditionSchema,
  cursorSchema,
  listingOut,
  listingPageOut,
  listingPath,
  postageSchema,
  shippingWaySchema,
} from './listing-schemas.ts'
import { commentJson, listingJson } from './listing-views.ts'
import { limitSchema } from './schemas.ts'

const QUERY_MAX = 100
const CONDITIONS_LENGTH_MAX = 60
const tag = 'market'

/** What everybody may look at. */
export function listingsApi(api: Api, deps: MarketDeps): void {
  searchApi(api, deps)
  readingApi(api, deps)
  likesApi(api, deps)
  categoriesApi(api)
}

/** `new,like_new`: one member of a query, since a repeated one is read once. */
const conditionsSchema = z
  .string()
  .max(CONDITIONS_LENGTH_MAX)
  .transform((text) => text.split(','))
  .pipe(z.array(conditionSchema).max(conditions.length))
  .openapi({ type: 'string', maxLength: CONDITIONS_LENGTH_MAX, example: 'new,like_new' })

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
        q: blankableTextSchema(QUERY_MAX).optional(),
        category: categorySchema.optional(),
        conditions: conditionsSchema.optional(),
        shippingWay: shippingWaySchema.optional(),
        postage: postageSchema.optional(),
        priceMin: amountSchema.optional(),
        priceMax: amountSchema.optional(),
        state: z.enum(['listed', 'sold', 'any']).default('listed'),
        sort: z.enum(sorts).default('newest'),
        after: cursorSchema.optional(),
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
}

function readingApi(api: Api, deps: MarketDeps): void {
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
      return ok({ ...listingJson(read.value), comments: read.value.comments.map(commentJson) })
    },
  )
}

function likesApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/likes',
      summary: 'Lists what you like, the latest first',
      tag,
      auth: 'member',
      query: z.object({ before: instantSchema.optional(), limit: limitSchema }),
      response: z.object({
        listings: z.array(listingOut),
        next: z.iso.datetime().nullable(),
      }),
      refusals: [],
    },
    async (ctx, { actor, query }) => {
      const found = await listLikes(ctx, deps, {
        memberId: actor.memberId,
        before: query.before === undefined ? undefined : new Date(query.before),
        limit: query.limit,
      })
      return ok({
        listings: found.listings.map(listingJson),
        next: found.next?.toISOString() ?? null,
      })
    },
  )
}

function categoriesApi(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/categories',
      summary: 'Lists the categories in both languages',
      tag,
      auth: 'none',
      response: z.object({
        categories: z.array(
          z.object({
            category: categorySchema,
            within: z.string().nullable(),
            ja: z.string(),
            en: z.string(),
          }),
        ),
      }),
      refusals: [],
    },
    async () =>
      ok({
        categories: categoryIds.map((category) => {
          const { ja, en, within = null } = { within: undefined, ...categories[category] }
          return { category, within, ja, en }
        }),
      }),
  )
}
