import type { Ctx, Row } from '@modosu/kernel'
import type { Condition, ListingState, Postage, ShippingWay } from '../listings/listing.ts'
import type { Cursor, Sort } from '../search/cursor.ts'
import type { SearchKey } from '../search/search-keys.ts'

export interface ListingFilter {
  readonly states: readonly ListingState[]
  /** Folded; a title must contain each. */
  readonly words: readonly string[]
  /** The categories that count: one, or one with its parts; none for all. */
  readonly categories: readonly string[]
  readonly conditions: readonly Condition[]
  readonly shippingWay: ShippingWay | null
  readonly postage: Postage | null
  readonly priceMin: bigint
  readonly priceMax: bigint
}

export interface SearchPage {
  readonly sort: Sort
  readonly after: Cursor | null
  readonly limit: number
}

/** How each order is written: what a row is placed by, and what lies before the first row. */
const orders = {
  newest: {
    key: 'l.listed_at',
    type: 'timestamptz',
    than: '<',
    way: 'desc',
    start: () => 'infinity',
  },
  price_asc: {
    key: 'l.price',
    type: 'bigint',
    than: '>',
    way: 'asc',
    start: (filter: ListingFilter) => filter.priceMin - 1n,
  },
  price_desc: {
    key: 'l.price',
    type: 'bigint',
    than: '<',
    way: 'desc',
    start: (filter: ListingFilter) => filter.priceMax + 1n,
  },
} as const
/** After every id: before the first row of a price is after the last of the one before. */
const LAST_ID = '~'

/**
 * $1 to $8. Cheap comparisons of the row itself first, the title last. `+ 0` keeps the planner from
 * the index of prices: it cannot know that a range is all prices, and would read all of that index.
 */
const FILTER = `l.state = any($1::text[]) and not l.suspended
  and l.price + 0 between $2::bigint and $3::bigint
  and (cardinality($4::text[]) = 0 or l.category = any($4::text[]))
  and (cardinality($5::text[]) = 0 or l.condition = any($5::text[]))
  and ($6::text is null or l.shipping_way = $6) and ($7::text is null or l.postage = $7)
  and l.title_folded like all ($8::text[])`

function filterValues(filter: ListingFilter): unknown[] {
  return [
    filter.states,
    filter.priceMin,
    filter.priceMax,
    filter.categories,
    filter.conditions,
    filter.shippingWay,
    filter.postage,
    filter.words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`),
  ]
}

/** $9 and $10: where the page before ended. A row comparison, so that an index can begin there. */
function beyond({ key, type, than }: (typeof orders)[Sort]): string {
  return `(${key}, l.listing_id) ${than} ($9::${type}, $10::text)`
}

function cursorValues(filter: ListingFilter, page: SearchPage): unknown[] {
  if (page.after) return [page.after.key, page.after.listingId]
  return [orders[page.sort].start(filter), page.sort === 'price_asc' ? LAST_ID : '']
}

interface Found extends Row {
  listing_id: string
}

/**
 * Walks the index of the order from the cursor on and looks at no more than `walkMax` rows, whatever
 * they are. Each row costs about a microsecond.
 */
export async function walkListings(
  ctx: Ctx,
  filter: ListingFilter,
  page: SearchPage & { walkMax: number },
): Promise<string[]> {
  const order = orders[page.sort]
  const found = await ctx.tx.query<Found>(
    `select l.listing_id from (
       select l.listing_id, l.listed_at, l.price, l.state, l.suspended, l.category, l.condition,
         l.shipping_way, l.postage, l.title_folded
       from market.listing l where ${beyond(order)}
       order by ${order.key} ${order.way}, l.listing_id ${order.way} limit $11) l
     where ${FILTER} limit $12`,
    [...filterValues(filter), ...cursorValues(filter, page), page.walkMax, page.limit],
  )
  return found.rows.map((row) => row.listing_id)
}

/** The row so many rows on from the cursor, or `undefined` where the rows end before. */
export async function readRowAt(
  ctx: Ctx,
  filter: ListingFilter,
  page: SearchPage & { at: number },
): Promise<{ listingId: string; listedAt: Date; price: bigint } | undefined> {
  const order = orders[page.sort]
  const found = await ctx.tx.query<Found & { listed_at: Date; price: bigint }>(
    `select l.listing_id, l.listed_at, l.price from market.listing l
     where (${order.key}, l.listing_id) ${order.than} ($1::${order.type}, $2::text)
     order by ${order.key} ${order.way}, l.listing_id ${order.way} offset $3 limit 1`,
    [...cursorValues(filter, page), page.at - 1],
  )
  const row = found.rows[0]
  return row && { listingId: row.listing_id, listedAt: row.listed_at, price: row.price }
}

/**
 * Finds by the inverted index first and puts in order what was found. The index is exact for the
 * marks and nearly so for the words; the filter decides. Materialized, since the planner would else
 * walk an order's index and hope.
 */
export async function pickListings(
  ctx: Ctx,
  filter: ListingFilter,
  page: SearchPage & {
    keys: { all: readonly SearchKey[]; anyOf: readonly (readonly SearchKey[])[] }
  },
): Promise<string[]> {
  const order = orders[page.sort]
  const groups = page.keys.anyOf.map((_, i) => `and l.search_keys && $${13 + i}::integer[]`)
  const found = await ctx.tx.query<Found>(
    `with found as materialized (
       select l.listing_id, l.listed_at, l.price from market.listing l
       where l.search_keys @> $11::integer[] ${groups.join(' ')} and ${FILTER})
     select l.listing_id from found l where ${beyond(order)}
     order by ${order.key} ${order.way}, l.listing_id ${order.way} limit $12`,
    [
      ...filterValues(filter),
      ...cursorValues(filter, page),
      page.keys.all,
      page.limit,
      ...page.keys.anyOf,
    ],
  )
  return found.rows.map((row) => row.listing_id)
}
