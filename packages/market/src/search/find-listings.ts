import { type Amount, amount, type Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { type CategoryId, categoryParts } from '../listings/categories.ts'
import type { Condition, Listing, ListingState, Postage, ShippingWay } from '../listings/listing.ts'
import { type Shown, showListings } from '../members/show-members.ts'
import { readListingRows } from '../store/listing.ts'
import {
  type ListingFilter,
  pickListings,
  readRowAt,
  type SearchPage,
  walkListings,
} from '../store/listing-search.ts'
import { readCursor, type Sort, writeCursor } from './cursor.ts'
import { foldWords } from './fold-words.ts'
import { type KeyQuery, keysOfQuery, monthKeys, priceKeys, type SearchKey } from './search-keys.ts'

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
const WALK_MAX = 2_000

/**
 * Searches what is or was on sale, newest first or by price. Sold listings stay visible, and one
 * whose order is on hold looks simply sold: a hold is never public. Words are compared without
 * width, case and kind of kana, anywhere in the title. Nothing here is refused; a cursor that is not
 * one starts from the top. A page may hold fewer than asked for and still have a next one.
 *
 * What is common fills the page from the first rows in order. What does not is less common, and the
 * inverted index brings it: first of the last months, or of the next prices, then of more, then all.
 * Each look fails only where the next one has little to read, so none is slow, and nobody has to
 * guess beforehand how common something is.
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
): Promise<{ ids: string[]; end?: Awaited<ReturnType<typeof readRowAt>> }> {
  const { filter, page } = search
  const walked = await walkListings(ctx, filter, { ...page, walkMax: WALK_MAX })
  if (walked.length === page.limit) return { ids: walked }
  const end = await readRowAt(ctx, filter, { ...page, at: WALK_MAX })
  if (!end) return { ids: walked }
  const keys = keysOfQuery(search.keyQuery)
  // Nothing to look up, as for "all that is sold": the next page walks on from here.
  if (keys.all.length + keys.anyOf.length === 0) return { ids: walked, end }
  const first = await readRowAt(ctx, filter, { ...page, at: 1 })
  let ids: string[] = []
  for (const near of first ? nearness[page.sort](first) : []) {
    const anyOf = near ? [...keys.anyOf, near] : keys.anyOf
    ids = await pickListings(ctx, filter, { ...page, keys: { all: keys.all, anyOf } })
    if (ids.length === page.limit) break
  }
  return { ids }
}

/** Where the index is asked first, and then, from the first row on that may be shown; at last everywhere. */
const nearness: Readonly<
  Record<Sort, (first: { listedAt: Date; price: bigint }) => readonly (SearchKey[] | null)[]>
> = {
  newest: ({ listedAt }) => [monthKeys(listedAt, 2), null],
  price_asc: ({ price }) => [priceKeys(price, 1), priceKeys(price, 4), priceKeys(price, 12), null],
  price_desc: ({ price }) => [
    priceKeys(price, 1, -1),
    priceKeys(price, 4, -1),
    priceKeys(price, 12, -1),
    null,
  ],
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
