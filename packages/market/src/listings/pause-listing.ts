import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { lockListing, writeListingState } from '../store/listing.ts'

/**
 * Puts a paused listing on sale again: its order was cancelled without a word of the seller, and
 * only he knows whether the thing is still with him. Doing it twice is doing it once.
 *
 * Refusals in order: market/unknown_listing, market/not_the_sellers, market/already_sold,
 * market/not_for_sale (closed).
 */
export async function reopenListing(
  ctx: Ctx,
  input: { listingId: string; memberId: string },
): Promise<Result<{ state: 'listed' }, MarketError>> {
  const listing = await lockListing(ctx, input.listingId)
  if (!listing) return refuse({ code: 'market/unknown_listing' })
  if (listing.sellerId !== input.memberId) return refuse({ code: 'market/not_the_sellers' })
  if (listing.state === 'sold') return refuse({ code: 'market/already_sold' })
  if (listing.state === 'closed') return refuse({ code: 'market/not_for_sale' })
  await writeListingState(ctx, listing.listingId, { from: ['paused'], to: 'listed' })
  return ok({ state: 'listed' })
}
