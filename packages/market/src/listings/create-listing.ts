import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { profileOf } from '../members/profile-of.ts'
import { placePhotos } from '../photos/place-photos.ts'
import { isLimited } from '../sales/limits.ts'
import { insertListing } from '../store/listing.ts'
import { insertMemberAct } from '../store/member-acts.ts'
import { checkPrice } from './check-price.ts'
import type { ListingDetails } from './listing.ts'

export interface NewListing extends ListingDetails {
  readonly sellerId: string
  /** In which session it is listed. */
  readonly sessionId: string
  /** The seller's own uploads, the first one in front. */
  readonly photoIds: readonly string[]
  /** Kept unseen until it is published. */
  readonly draft: boolean
}

/**
 * Puts a thing on sale, or keeps it as a draft.
 *
 * Refusals in order: market/selling_shut, market/price_out_of_range, market/unknown_photo (not the seller's, or in use).
 */
export async function createListing(
  ctx: Ctx,
  deps: MarketDeps,
  input: NewListing,
): Promise<Result<{ listingId: string; state: 'draft' | 'listed' }, MarketError>> {
  if (await isLimited(ctx, input.sellerId, 'sell')) return refuse({ code: 'market/selling_shut' })
  const priced = checkPrice(deps.profile, input.price)
  if (!priced.ok) return priced
  const listingId = ctx.newId('lst')
  const state = input.draft ? 'draft' : 'listed'
  const { sellerId: memberId, sessionId, title } = input
  await profileOf(ctx, memberId)
  await insertListing(ctx, { ...input, listingId, state })
  if (!(await placePhotos(ctx, { listingId, memberId, photoIds: input.photoIds }))) {
    return refuse({ code: 'market/unknown_photo' })
  }
  await insertMemberAct(ctx, { actId: listingId, memberId, sessionId, kind: 'listing', title })
  return ok({ listingId, state })
}
