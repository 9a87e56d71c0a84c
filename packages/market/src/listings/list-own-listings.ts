import type { Ctx } from '@modosu/kernel'
import { readCursor, writeCursor } from '../search/cursor.ts'
import { listSellersListings } from '../store/listing.ts'
import type { Listing, ListingState } from './listing.ts'

const ALL: readonly ListingState[] = ['draft', 'listed', 'sold', 'paused', 'closed']

/** A seller's own listings, suspended ones and drafts among them, newest first. */
export async function listOwnListings(
  ctx: Ctx,
  query: {
    memberId: string
    state?: ListingState | undefined
    after?: string | undefined
    limit: number
  },
): Promise<{ listings: readonly Listing[]; next: string | null }> {
  const cursor = readCursor('newest', query.after)
  const found = await listSellersListings(ctx, {
    sellerId: query.memberId,
    states: query.state ? [query.state] : ALL,
    withSuspended: true,
    before: cursor && { listedAt: new Date(cursor.key), listingId: cursor.listingId },
    limit: query.limit + 1,
  })
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  return {
    listings: page,
    next: found.length > page.length && last ? writeCursor('newest', last) : null,
  }
}
