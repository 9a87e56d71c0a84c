import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { writeListingState } from '../store/listing.ts'
import { openListing } from './open-listing.ts'

/**
 * Takes a listing off sale; it stays visible and nobody can buy it. Doing it twice is doing it once.
 *
 * Refusals in order: those of `openListing`, market/not_for_sale (a draft).
 */
export async function pauseListing(
  ctx: Ctx,
  input: { listingId: string; memberId: string },
): Promise<Result<{ state: 'paused' }, MarketError>> {
  const opened = await openListing(ctx, input)
  if (!opened.ok) return opened
  if (opened.value.state === 'draft') return refuse({ code: 'market/not_for_sale' })
  await writeListingState(ctx, input.listingId, { from: ['listed'], to: 'paused' })
  return ok({ state: 'paused' })
}
