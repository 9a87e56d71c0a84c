import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { deleteLike, insertLike } from '../store/like.ts'
import { readListingRow } from '../store/listing.ts'
import { isPublic } from './listing.ts'

/**
 * Sets or takes back a member's like; doing it twice is doing it once. Likes belong to the listing
 * and outlive its orders.
 *
 * Refusals: market/unknown_listing.
 */
export async function likeListing(
  ctx: Ctx,
  input: { listingId: string; memberId: string; likes: boolean },
): Promise<Result<{ likes: number }, MarketError>> {
  const { listingId, memberId } = input
  const listing = await readListingRow(ctx, listingId)
  if (!listing || !isPublic(listing)) return refuse({ code: 'market/unknown_listing' })
  await (input.likes ? insertLike : deleteLike)(ctx, listingId, memberId)
  return ok({ likes: (await readListingRow(ctx, listingId))?.likes ?? 0 })
}
