import type { Ctx } from '@modosu/kernel'

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

/** What a member likes, the latest like first. */
export async function listLikedIds(
  ctx: Ctx,
  list: { memberId: string; before: Date | null; limit: number },
): Promise<{ listingId: string; likedAt: Date }[]> {
  const found = await ctx.tx.query<{ listing_id: string; liked_at: Date }>(
    `select listing_id, liked_at from market.listing_like
     where member_id = $1 and liked_at < coalesce($2::timestamptz, 'infinity')
     order by liked_at desc, listing_id limit $3`,
    [list.memberId, list.before, list.limit],
  )
  return found.rows.map((row) => ({ listingId: row.listing_id, likedAt: row.liked_at }))
}
