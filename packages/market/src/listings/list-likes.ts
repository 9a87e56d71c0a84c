import type { Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { type Shown, showListings } from '../members/show-members.ts'
import { listLikedIds } from '../store/like.ts'
import { readListingRows } from '../store/listing.ts'
import { isPublic, type Listing } from './listing.ts'

/** What a member likes, the latest like first. What is not public any more is left out. */
export async function listLikes(
  ctx: Ctx,
  deps: MarketDeps,
  query: { memberId: string; before?: Date | undefined; limit: number },
): Promise<{ listings: readonly Shown<Listing>[]; next: Date | null }> {
  const { memberId, limit } = query
  const liked = await listLikedIds(ctx, { memberId, before: query.before ?? null, limit })
  const listings = await readListingRows(
    ctx,
    liked.map(({ listingId }) => listingId),
  )
  return {
    listings: await showListings(ctx, deps, listings.filter(isPublic)),
    next: liked.length === limit ? (liked.at(-1)?.likedAt ?? null) : null,
  }
}
