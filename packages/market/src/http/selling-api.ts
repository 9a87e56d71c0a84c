import { z } from '@hono/zod-openapi'
import { type Api, amount, endpoint, ok } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { createListing } from '../listings/create-listing.ts'
import { deleteListing } from '../listings/delete-listing.ts'
import { editListing } from '../listings/edit-listing.ts'
import { listOwnListings } from '../listings/list-own-listings.ts'
import { listingStates } from '../listings/listing.ts'
import { pauseListing } from '../listings/pause-listing.ts'
import { publishListing } from '../listings/publish-listing.ts'
import { readListing } from '../listings/read-listing.ts'
import {
  cursorSchema,
  detailsSchema,
  listingPath,
  ownListingOut,
  ownListingPageOut,
  stateOfListingOut,
} from './listing-schemas.ts'
import { commentJson, ownListingJson } from './listing-views.ts'
import { limitSchema } from './schemas.ts'

const tag = 'market selling'
const said = ['market/price_out_of_range', 'market/unknown_photo'] as const
const opened = [
  'market/unknown_listing',
  'market/not_the_sellers',
  'market/under_review',
  'market/already_sold',
  'market/not_for_sale',
] as const

/** What a seller does with his listings. */
export function sellingApi(api: Api, deps: MarketDeps): void {
  writingApi(api, deps)
  statesApi(api)
  ownApi(api, deps)
}

function writingApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/listings',
      summary: 'Puts a thing on sale, or keeps a draft of it',
      tag,
      auth: 'member',
      status: 201,
      body: detailsSchema.extend({ draft: z.boolean().default(false) }),
      response: stateOfListingOut.extend({ listingId: z.string() }),
      refusals: ['market/selling_shut', ...said],
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
      method: 'put',
      path: '/market/v1/listings/{listingId}',
      summary: 'Says everything of a listing anew',
      tag,
      auth: 'member',
      params: listingPath,
      body: detailsSchema,
      response: stateOfListingOut,
      refusals: [...opened, ...said],
    },
    (ctx, { actor, params, body }) =>
      editListing(ctx, deps, {
        ...params,
        ...body,
        memberId: actor.memberId,
        sessionId: actor.sessionId,
        price: amount(BigInt(body.price)),
      }),
  )
}

function statesApi(api: Api): void {
  const steps = [
    ['publication', 'Puts a draft or a paused listing on sale', publishListing],
    ['reopening', 'Puts a paused listing on sale again', publishListing],
    ['pause', 'Takes a listing off sale', pauseListing],
  ] as const
  for (const [step, summary, verb] of steps) {
    endpoint(
      api,
      {
        method: 'post',
        path: `/market/v1/listings/{listingId}/${step}`,
        summary,
        tag,
        auth: 'member',
        params: listingPath,
        response: stateOfListingOut,
        refusals: [...opened, 'market/selling_shut'],
      },
      (ctx, { actor, params }) => verb(ctx, { ...params, memberId: actor.memberId }),
    )
  }
  endpoint(
    api,
    {
      method: 'delete',
      path: '/market/v1/listings/{listingId}',
      summary: 'Takes a listing away for good',
      tag,
      auth: 'member',
      params: listingPath,
      response: stateOfListingOut,
      refusals: opened,
    },
    (ctx, { actor, params }) => deleteListing(ctx, { ...params, ...actor }),
  )
}

function ownApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/selling',
      summary: 'Lists what you have for sale, drafts included',
      tag,
      auth: 'member',
      query: z.object({
        state: z.enum(listingStates).exclude(['deleted']).optional(),
        after: cursorSchema.optional(),
        limit: limitSchema,
      }),
      response: z.object({ listings: z.array(ownListingOut), next: z.string().nullable() }),
      refusals: [],
    },
    async (ctx, { actor, query }) => {
      const found = await listOwnListings(ctx, { ...query, memberId: actor.memberId })
      return ok({ listings: found.listings.map(ownListingJson), next: found.next })
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/selling/{listingId}',
      summary: 'Reads a listing as its seller',
      tag,
      auth: 'member',
      params: listingPath,
      response: ownListingPageOut,
      refusals: ['market/unknown_listing'],
    },
    async (ctx, { actor, params }) => {
      const read = await readListing(ctx, deps, { ...params, sellerId: actor.memberId })
      if (!read.ok) return read
      return ok({ ...ownListingJson(read.value), comments: read.value.comments.map(commentJson) })
    },
  )
}
