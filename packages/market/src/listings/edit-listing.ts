import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { placePhotos } from '../photos/place-photos.ts'
import { writeListingDetails } from '../store/listing.ts'
import { insertMemberAct } from '../store/member-acts.ts'
import { checkPrice } from './check-price.ts'
import type { ListingDetails, ListingState } from './listing.ts'
import { openListing } from './open-listing.ts'

export interface ListingEdit extends ListingDetails {
  readonly listingId: string
  readonly memberId: string
  readonly sessionId: string
  readonly photoIds: readonly string[]
}

/**
 * Says everything of a listing anew while nobody has bought it; its place in time, its likes and its
 * comments stay. Doing it twice is doing it once.
 *
 * Refusals in order: those of `openListing`, market/price_out_of_range, market/unknown_photo.
 */
export async function editListing(
  ctx: Ctx,
  deps: MarketDeps,
  input: ListingEdit,
): Promise<Result<{ state: ListingState }, MarketError>> {
  const opened = await openListing(ctx, input)
  if (!opened.ok) return opened
  const priced = checkPrice(deps.profile, input.price)
  if (!priced.ok) return priced
  const { listingId, memberId, sessionId, photoIds, title } = input
  await writeListingDetails(ctx, opened.value, input)
  if (!(await placePhotos(ctx, { listingId, memberId, photoIds }))) {
    return refuse({ code: 'market/unknown_photo' })
  }
  const actId = ctx.newId('act')
  await insertMemberAct(ctx, { actId, memberId, sessionId, kind: 'listing_edit', title })
  return ok({ state: opened.value.state })
}
