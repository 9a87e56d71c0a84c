import type { Amount, Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { foldWords } from './fold-words.ts'
import { namesOf } from '../members/names-of.ts'
import { type Listing, type ListingState, searchListings } from '../store/listing.ts'

export interface ListingQuery {
  readonly q?: string | undefined
  readonly priceMin?: Amount | undefined
  readonly priceMax?: Amount | undefined
  readonly state: 'listed' | 'sold' | 'any'
  readonly after?: string | undefined
  readonly limit: number
}

const statesOf: Readonly<Record<ListingQuery['state'], readonly ListingState[]>> = {
  listed: ['listed'],
  sold: ['sold'],
  any: ['listed', 'sold'],
}

/**
 * Searches what is or was on sale, newest first. Sold listings stay visible, and one whose order is
 * on hold looks simply sold: a hold is never public. Words are compared without width, case and
 * kind of kana. Nothing here is refused; a cursor that is not one starts from the top.
 */
export async function findListings(
  ctx: Ctx,
  deps: MarketDeps,
  query: ListingQuery,
): Promise<{ listings: (Listing & { sellerName: string })[]; next: string | null }> {
  const found = await searchListings(ctx, {
    words: foldWords(query.q ?? ''),
    priceMin: query.priceMin ?? null,
    priceMax: query.priceMax ?? null,
    states: statesOf[query.state],
    sellerId: null,
    after: readCursor(query.after),
    limit: query.limit + 1,
  })
  const page = found.slice(0, query.limit)
  const last = page.at(-1)
  const names = await namesOf(
    ctx,
    deps,
    page.map((listing) => listing.sellerId),
  )
  return {
    listings: page.map((listing) => ({ ...listing, sellerName: names(listing.sellerId) })),
    next: found.length > page.length && last ? writeCursor(last) : null,
  }
}

function writeCursor(last: Listing): string {
  return Buffer.from(`${last.listedAt.toISOString()} ${last.listingId}`).toString('base64url')
}

function readCursor(cursor: string | undefined): { listedAt: Date; listingId: string } | null {
  const [at, listingId] = Buffer.from(cursor ?? '', 'base64url')
    .toString()
    .split(' ')
  const listedAt = new Date(at ?? '')
  return listingId && !Number.isNaN(listedAt.getTime()) ? { listedAt, listingId } : null
}
