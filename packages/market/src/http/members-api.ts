import { z } from '@hono/zod-openapi'
import { type Api, blankableTextSchema, endpoint, ok, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { listProfileListings } from '../members/list-profile-listings.ts'
import { profileOf } from '../members/profile-of.ts'
import { type MemberProfile, readProfile } from '../members/read-profile.ts'
import { INTRODUCTION_MAX, writeIntroduction } from '../members/write-introduction.ts'
import { cursorSchema, listingOut, profilePath } from './listing-schemas.ts'
import { listingJson } from './listing-views.ts'
import { limitSchema } from './schemas.ts'

const tag = 'market members'

const profileOut = z.object({
  profileId: z.string(),
  name: z.string(),
  introduction: z.string(),
  joinedAt: z.iso.datetime(),
  listed: z.number().int(),
  sold: z.number().int(),
  ratings: z.object({ good: z.number().int(), bad: z.number().int() }),
})

/** What others see of a member. */
export function membersApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/members/{profileId}',
      summary: "Reads a member's profile",
      tag,
      auth: 'none',
      params: profilePath,
      response: profileOut,
      refusals: ['market/unknown_member'],
    },
    async (ctx, { params }) => {
      const read = await readProfile(ctx, deps, params)
      return read.ok ? ok(profileJson(read.value)) : read
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/members/{profileId}/listings',
      summary: 'Lists what a member has and had on sale',
      tag,
      auth: 'none',
      params: profilePath,
      query: z.object({
        state: z.enum(['listed', 'sold', 'any']).default('any'),
        after: cursorSchema.optional(),
        limit: limitSchema,
      }),
      response: z.object({ listings: z.array(listingOut), next: z.string().nullable() }),
      refusals: ['market/unknown_member'],
    },
    async (ctx, { params, query }) => {
      const found = await listProfileListings(ctx, deps, { ...params, ...query })
      if (!found.ok) return found
      return ok({ listings: found.value.listings.map(listingJson), next: found.value.next })
    },
  )
  ownProfileApi(api, deps)
}

function ownProfileApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/profile',
      summary: 'Reads your own profile, as others see it',
      tag,
      auth: 'member',
      response: profileOut,
      refusals: [],
    },
    async (ctx, { actor }) => {
      const profileId = await profileOf(ctx, actor.memberId)
      const read = await readProfile(ctx, deps, { profileId })
      return read.ok ? ok(profileJson(read.value)) : refuse(read.error)
    },
  )
  endpoint(
    api,
    {
      method: 'put',
      path: '/market/v1/profile',
      summary: 'Writes the words on your profile',
      tag,
      auth: 'member',
      body: z.object({ introduction: blankableTextSchema(INTRODUCTION_MAX) }),
      response: z.object({ profileId: z.string() }),
      refusals: [],
    },
    (ctx, { actor, body }) => writeIntroduction(ctx, { ...body, memberId: actor.memberId }),
  )
}

function profileJson(profile: MemberProfile) {
  const { profileId, name, introduction, listed, sold, ratings } = profile
  const joinedAt = profile.joinedAt.toISOString()
  return { profileId, name, introduction, joinedAt, listed, sold, ratings }
}
