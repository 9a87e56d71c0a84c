import { type Amount, amount, type Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { type CategoryId, categoryParts } from '../listings/categories.ts'
import type { Condition, Listing, ListingState, Postage, ShippingWay } from '../listings/listing.ts'
import { type Shown, showListings } from '../members/show-members.ts'
import { readListingRows } from '../store/listing.ts'
import {
  endOfWalk,
  type ListingFilter,
  pickListings,
  type SearchPage,
  walkListings,
} from '../store/listing-search.ts'
import { readCursor, type Sort, writeCursor } from './cursor.ts'
import { foldWords } from './fold-words.ts'
import { type KeyQuery, keysOfQuery } from './search-keys.ts'

export interface ListingQuery {
  readonly q?: string | undefined
  readonly category?: CategoryId | undefined
  readonly conditions?: readonly Condition[] | undefined
  readonly shippingWay?: ShippingWay | undefined
  readonly postage?: Postage | undefined
  readonly priceMin?: Amount | undefined
  readonly priceMax?: Amount | undefined
  readonly state: 'listed' | 'sold' | 'any'
  readonly sort: Sort
  readonly after?: string | undefined
  readonly limit: number
}

const statesOf: Readonly<Record<ListingQuery['state'], readonly ListingState[]>> = {
  listed: ['listed'],
  sold: ['sold'],
  any: ['listed', 'sold'],
}

/** How many rows a search looks at before it asks the inverted index. */
const WALK_MAX = 5_000

/**
 * Searches what is or was on sale, newest first or by price. Sold listings stay visible, and one
 * whose order is on hold looks simply sold: a hold is never public. Words are compared without
 * width, case and kind of kana, anywhere in the title. Nothing here is refused; a cursor that is not
 * one starts from the top. A page may hold fewer than asked for and still have a next one.
 *
 * What is common fills the page from the first few thousand rows in order; what does not is rare, and
 * the inverted index brings all of it. Neither can be slow, and nobody has to guess which it is.
 */
export async function findListings(
  ctx: Ctx,
  deps: MarketDeps,
  query: ListingQuery,
): Promise<{ listings: readonly Shown<Listing>[]; next: string | null }> {
  const { sort, limit } = query
  const page = { sort, after: readCursor(sort, query.after), limit: limit + 1 }
  const keyQuery = keyQueryOf(query)
  const { ids, end } = await findIds(ctx, { filter: filterOf(query, keyQuery), keyQuery, page })
  const listings = await readListingRows(ctx, ids.slice(0, limit))
  const last = ids.length > limit ? listings.at(-1) : end
  return {
    listings: await showListings(ctx, deps, listings),
    next: last ? writeCursor(sort, last) : null,
  }
}

async function findIds(
  ctx: Ctx,
  search: { filter: ListingFilter; keyQuery: KeyQuery; page: SearchPage },
): Promise<{ ids: string[]; end?: Awaited<ReturnType<typeof endOfWalk>> }> {
  const page = { ...search.page, walkMax: WALK_MAX }
  const walked = await walkListings(ctx, search.filter, page)
  if (walked.length === page.limit) return { ids: walked }
  const keys = keysOfQuery(search.keyQuery)
  // Nothing to look up, as for "all that is sold": the next page walks on from here.
  if (keys.all.length + keys.anyOf.length === 0) {
    return { ids: walked, end: await endOfWalk(ctx, page) }
  }
  return { ids: await pickListings(ctx, search.filter, { ...page, keys }) }
}

const PRICE_MIN = amount(1n)
const PRICE_MAX = amount(9_007_199_254_740_991n)

function keyQueryOf(query: ListingQuery): KeyQuery {
  return {
    words: foldWords(query.q ?? ''),
    category: query.category,
    conditions: query.conditions ?? [],
    shippingWay: query.shippingWay,
    postage: query.postage,
    priceMin: query.priceMin ?? PRICE_MIN,
    priceMax: query.priceMax ?? PRICE_MAX,
  }
}

function filterOf(query: ListingQuery, keyQuery: KeyQuery): ListingFilter {
  return {
    states: statesOf[query.state],
    words: keyQuery.words,
    categories: query.category ? categoryParts(query.category) : [],
    conditions: keyQuery.conditions,
    shippingWay: query.shippingWay ?? null,
    postage: query.postage ?? null,
    priceMin: keyQuery.priceMin,
    priceMax: keyQuery.priceMax,
  }
}
