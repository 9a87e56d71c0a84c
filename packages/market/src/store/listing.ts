import type { Amount, Ctx, Row } from '@modosu/kernel'
import type { CategoryId } from '../listings/categories.ts'
import type {
  Condition,
  Listing,
  ListingDetails,
  ListingState,
  Postage,
  ShippingWay,
} from '../listings/listing.ts'
import type { ShipsIn } from '../profiles/profile.ts'
import { foldText } from '../search/fold-words.ts'
import { searchKeysOf } from '../search/search-keys.ts'

interface ListingRow extends Row {
  listing_id: string
  seller_id: string
  title: string
  description: string
  price: Amount
  category: CategoryId
  condition: Condition
  shipping_way: ShippingWay
  postage: Postage
  ships_in: ShipsIn
  approves_buyers: boolean
  state: ListingState
  suspended: boolean
  listed_at: Date
  likes: bigint
  photo_ids: string[]
}

const LISTING_COLUMNS = `l.listing_id, l.seller_id, l.title, l.description, l.price, l.category,
  l.condition, l.shipping_way, l.postage, l.ships_in, l.approves_buyers, l.state, l.suspended,
  l.listed_at,
  (select count(*) from market.listing_like k where k.listing_id = l.listing_id) as likes,
  array(select f.photo_id from market.photo f where f.listing_id = l.listing_id
    order by f.place) as photo_ids`

function toListing(row: ListingRow): Listing {
  return {
    listingId: row.listing_id,
    sellerId: row.seller_id,
    title: row.title,
    description: row.description,
    price: row.price,
    category: row.category,
    condition: row.condition,
    shippingWay: row.shipping_way,
    postage: row.postage,
    shipsIn: row.ships_in,
    approvesBuyers: row.approves_buyers,
    state: row.state,
    suspended: row.suspended,
    listedAt: row.listed_at,
    likes: Number(row.likes),
    photoIds: row.photo_ids,
  }
}

export async function insertListing(
  ctx: Ctx,
  listing: ListingDetails & { listingId: string; sellerId: string; state: 'draft' | 'listed' },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.listing (listing_id, seller_id, title, title_folded, description, price,
       category, condition, shipping_way, postage, ships_in, approves_buyers, search_keys, state,
       listed_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)`,
    [
      listing.listingId,
      listing.sellerId,
      listing.title,
      foldText(listing.title),
      listing.description,
      listing.price,
      listing.category,
      listing.condition,
      listing.shippingWay,
      listing.postage,
      listing.shipsIn,
      listing.approvesBuyers,
      searchKeysOf(listing, ctx.now),
      listing.state,
      ctx.now,
    ],
  )
}

/** Writes anew what the seller says of the thing. */
export async function writeListingDetails(
  ctx: Ctx,
  { listingId, listedAt }: Pick<Listing, 'listingId' | 'listedAt'>,
  details: ListingDetails,
): Promise<void> {
  await ctx.tx.query(
    `update market.listing set title = $2, title_folded = $3, description = $4, price = $5,
       category = $6, condition = $7, shipping_way = $8, postage = $9, ships_in = $10,
       approves_buyers = $11, search_keys = $12, changed_at = $13
     where listing_id = $1`,
    [
      listingId,
      details.title,
      foldText(details.title),
      details.description,
      details.price,
      details.category,
      details.condition,
      details.shippingWay,
      details.postage,
      details.shipsIn,
      details.approvesBuyers,
      searchKeysOf(details, listedAt),
      ctx.now,
    ],
  )
}

export async function readListingRow(ctx: Ctx, listingId: string): Promise<Listing | undefined> {
  return (await readListingRows(ctx, [listingId]))[0]
}

/** In the order of the ids; of one that is not there nothing. */
export async function readListingRows(
  ctx: Ctx,
  listingIds: readonly string[],
): Promise<readonly Listing[]> {
  const found = await ctx.tx.query<ListingRow>(
    `select ${LISTING_COLUMNS} from market.listing l
     join unnest($1::text[]) with ordinality as w(listing_id, place) using (listing_id)
     order by w.place`,
    [listingIds],
  )
  return found.rows.map(toListing)
}

/** Reads a listing and keeps others from changing it until the transaction ends. */
export async function lockListing(ctx: Ctx, listingId: string): Promise<Listing | undefined> {
  const found = await ctx.tx.query<ListingRow>(
    `select ${LISTING_COLUMNS} from market.listing l where l.listing_id = $1 for update of l`,
    [listingId],
  )
  return found.rows[0] && toListing(found.rows[0])
}

/** Moves a listing from one of `from` to `to`; a listing in another state stays as it is. */
export async function writeListingState(
  ctx: Ctx,
  listingId: string,
  change: { from: readonly ListingState[]; to: ListingState },
): Promise<void> {
  await ctx.tx.query(
    `update market.listing set state = $3, changed_at = $4
     where listing_id = $1 and state = any($2::text[])`,
    [listingId, change.from, change.to, ctx.now],
  )
}

/** A draft goes on sale: it is as new as this moment. */
export async function writeListingPublished(ctx: Ctx, listing: Listing): Promise<void> {
  await ctx.tx.query(
    `update market.listing
     set state = 'listed', listed_at = $2, changed_at = $2, search_keys = $3
     where listing_id = $1 and state = 'draft'`,
    [listing.listingId, ctx.now, searchKeysOf(listing, ctx.now)],
  )
}

export async function writeListingSuspended(
  ctx: Ctx,
  listingId: string,
  suspended: boolean,
): Promise<void> {
  await ctx.tx.query(
    'update market.listing set suspended = $2, changed_at = $3 where listing_id = $1',
    [listingId, suspended, ctx.now],
  )
}

/** A seller's listings in these states, newest first; suspended ones only where asked for. */
export async function listSellersListings(
  ctx: Ctx,
  list: {
    sellerId: string
    states: readonly ListingState[]
    withSuspended: boolean
    before: { listedAt: Date; listingId: string } | null
    limit: number
  },
): Promise<readonly Listing[]> {
  const found = await ctx.tx.query<ListingRow>(
    `select ${LISTING_COLUMNS} from market.listing l
     where l.seller_id = $1 and l.state = any($2::text[]) and (not l.suspended or $3)
       and (l.listed_at, l.listing_id)
         < (coalesce($4::timestamptz, 'infinity'), coalesce($5::text, ''))
     order by l.listed_at desc, l.listing_id desc limit $6`,
    [
      list.sellerId,
      list.states,
      list.withSuspended,
      list.before?.listedAt ?? null,
      list.before?.listingId ?? null,
      list.limit,
    ],
  )
  return found.rows.map(toListing)
}
