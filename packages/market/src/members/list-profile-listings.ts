import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import type { Listing, ListingState } from '../listings/listing.ts'
import { readCursor, writeCursor } from '../search/cursor.ts'
import { listSellersListings } from '../store/listing.ts'
import { readMemberRow } from '../store/member.ts'
import { type Shown, showListings } from './show-members.ts'

const statesOf: Readonly<Record<'listed' | 'sold' | 'any', readonly ListingState[]>> = {
  listed: ['listed'],
  sold: ['sold'],
  any: ['listed', 'sold'],
}

/**
 * What a member has and had on sale, newest first.
 *
 * Refusals: market/unknown_member.
 */
export async function listProfileListings(
  ctx: Ctx,
  deps: MarketDeps,
  query: {
    profileId: string
    state: 'listed' | 'sold' | 'any'
    after?: string | undefined
    limit: number
  },
): Promise<Result<{ listings: readonly Shown<Listing>[]; next: string | null }, MarketError>> {
  const member = await readMemberRow(ctx, { profileId: query.profileId })
  if (!member) return refuse({ code: 'market/unknown_member' })
  const cursor = readCursor('newest', query.after)
  const found = await listSellersListings(ctx, {
    sellerId: member.memberId,
    states: statesOf[query.state],
    withSuspended: false,
    before: cursor && { listedAt: new Date(cursor.key), listingId: cursor.listingId },
    limit: query.limit + 1,
  })
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  return ok({
    listings: await showListings(ctx, deps, page),
    next: found.length > page.length && last ? writeCursor('newest', last) : null,
  })
}
