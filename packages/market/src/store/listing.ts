import type { Amount, Ctx, Row } from '@modosu/kernel'
import type { ShipsIn } from '../profile.ts'

/**
 * `sold` stays visible. `paused`: its order was cancelled without a word of the seller, who puts it
 * on sale again. `closed`: gone for good.
 */
export type ListingState = 'listed' | 'sold' | 'paused' | 'closed'

export interface Listing {
  readonly listingId: string
  readonly sellerId: string
  readonly title: string
  readonly description: string
  readonly price: Amount
  readonly shipsIn: ShipsIn
  readonly state: ListingState
  readonly listedAt: Date
  readonly likes: number
}

interface ListingRow extends Row {
  listing_id: string
  seller_id: string
  title: string
  description: string
  price: Amount
  ships_in: ShipsIn
  state: ListingState
  listed_at: Date
  likes: bigint
}

const LISTING_COLUMNS = `l.listing_id, l.seller_id, l.title, l.description, l.price, l.ships_in,
  l.state, l.listed_at,
  (select count(*) from market.listing_like k where k.listing_id = l.listing_id) as likes`

function toListing(row: ListingRow): Listing {
  return {
    listingId: row.listing_id,
    sellerId: row.seller_id,
    title: row.title,
    description: row.description,
    price: row.price,
    shipsIn: row.ships_in,
    state: row.state,
    listedAt: row.listed_at,
    likes: Number(row.likes),
  }
}

export async function insertListing(
  ctx: Ctx,
  listing: {
    listingId: string
    sellerId: string
    title: string
    titleFolded: string
    description: string
    price: bigint
    shipsIn: ShipsIn
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.listing (listing_id, seller_id, title, title_folded, description, price,
       ships_in, state, listed_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'listed', $8, $8)`,
    [
      listing.listingId,
      listing.sellerId,
      listing.title,
      listing.titleFolded,
      listing.description,
      listing.price,
      listing.shipsIn,
      ctx.now,
    ],
  )
}

export async function readListingRow(ctx: Ctx, listingId: string): Promise<Listing | undefined> {
  const found = await ctx.tx.query<ListingRow>(
    `select ${LISTING_COLUMNS} from market.listing l where l.listing_id = $1`,
    [listingId],
  )
  return found.rows[0] && toListing(found.rows[0])
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

export interface ListingSearch {
  readonly words: readonly string[]
  readonly priceMin: bigint | null
  readonly priceMax: bigint | null
  readonly states: readonly ListingState[]
  readonly sellerId: string | null
  readonly after: { readonly listedAt: Date; readonly listingId: string } | null
  readonly limit: number
}

/** Listings that contain every word, newest first. The words must be folded like the titles. */
export async function searchListings(ctx: Ctx, search: ListingSearch): Promise<Listing[]> {
  const found = await ctx.tx.query<ListingRow>(
    `select ${LISTING_COLUMNS} from market.listing l
     where l.state = any($1::text[])
       and ($2::bigint is null or l.price >= $2)
       and ($3::bigint is null or l.price <= $3)
       and ($4::text is null or l.seller_id = $4)
       and ($5::timestamptz is null or (l.listed_at, l.listing_id) < ($5, $6))
       and not exists (
         select 1 from unnest($7::text[]) as w(word) where position(w.word in l.title_folded) = 0)
     order by l.listed_at desc, l.listing_id desc limit $8`,
    [
      search.states,
      search.priceMin,
      search.priceMax,
      search.sellerId,
      search.after?.listedAt ?? null,
      search.after?.listingId ?? null,
      search.words,
      search.limit,
    ],
  )
  return found.rows.map(toListing)
}

export async function insertLike(ctx: Ctx, listingId: string, memberId: string): Promise<void> {
  await ctx.tx.query(
    `insert into market.listing_like (listing_id, member_id, liked_at) values ($1, $2, $3)
     on conflict on constraint listing_like_pkey do nothing`,
    [listingId, memberId, ctx.now],
  )
}

export async function deleteLike(ctx: Ctx, listingId: string, memberId: string): Promise<void> {
  await ctx.tx.query('delete from market.listing_like where listing_id = $1 and member_id = $2', [
    listingId,
    memberId,
  ])
}

export interface Comment {
  readonly commentId: string
  readonly memberId: string
  readonly words: string
  readonly writtenAt: Date
}

export async function insertComment(
  ctx: Ctx,
  listingId: string,
  comment: { commentId: string; memberId: string; words: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.listing_comment (comment_id, listing_id, member_id, words, written_at)
     values ($1, $2, $3, $4, $5)`,
    [comment.commentId, listingId, comment.memberId, comment.words, ctx.now],
  )
}

export async function countComments(ctx: Ctx, listingId: string): Promise<number> {
  const counted = await ctx.tx.query<{ comments: bigint }>(
    'select count(*) as comments from market.listing_comment where listing_id = $1',
    [listingId],
  )
  return Number(counted.rows[0]?.comments ?? 0n)
}

export async function listComments(ctx: Ctx, listingId: string, limit: number): Promise<Comment[]> {
  const found = await ctx.tx.query<{
    comment_id: string
    member_id: string
    words: string
    written_at: Date
  }>(
    `select comment_id, member_id, words, written_at from market.listing_comment
     where listing_id = $1 order by written_at, comment_id limit $2`,
    [listingId, limit],
  )
  return found.rows.map((row) => ({
    commentId: row.comment_id,
    memberId: row.member_id,
    words: row.words,
    writtenAt: row.written_at,
  }))
}
