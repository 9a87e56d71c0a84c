import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { isLimited } from '../sales/limits.ts'
import { writeListingPublished, writeListingState } from '../store/listing.ts'
import { openListing } from './open-listing.ts'

/**
 * Puts a draft on sale, as new as this moment, or a paused listing again, in its old place: its order
 * was cancelled without a word of the seller, or he had paused it himself. Doing it twice is doing it
 * once.
 *
 * Refusals in order: market/selling_shut, those of `openListing`.
 */
export async function publishListing(
  ctx: Ctx,
  input: { listingId: string; memberId: string },
): Promise<Result<{ state: 'listed' }, MarketError>> {
  if (await isLimited(ctx, input.memberId, 'sell')) return refuse({ code: 'market/selling_shut' })
  const opened = await openListing(ctx, input)
  if (!opened.ok) return opened
  await writeListingPublished(ctx, opened.value)
  await writeListingState(ctx, input.listingId, { from: ['paused'], to: 'listed' })
  return ok({ state: 'listed' })
}
