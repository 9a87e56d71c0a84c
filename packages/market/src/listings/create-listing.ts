import { type Amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { foldText } from '../search/fold-words.ts'
import type { ShipsIn } from '../profiles/profile.ts'
import { insertListing } from '../store/listing.ts'
import { insertMemberAct } from '../store/member-acts.ts'

export interface NewListing {
  readonly sellerId: string
  /** In which session it is listed. */
  readonly sessionId: string
  readonly title: string
  readonly description: string
  /** In yen, postage included. */
  readonly price: Amount
  readonly shipsIn: ShipsIn
}

/**
 * Puts a thing on sale.
 *
 * Refusals: market/price_out_of_range.
 */
export async function createListing(
  ctx: Ctx,
  deps: MarketDeps,
  input: NewListing,
): Promise<Result<{ listingId: string; state: 'listed' }, MarketError>> {
  const { priceMin, priceMax } = deps.profile
  if (input.price < priceMin || input.price > priceMax) {
    const [min, max] = [String(priceMin), String(priceMax)]
    return refuse({ code: 'market/price_out_of_range', min, max })
  }
  const listingId = ctx.newId('lst')
  await insertListing(ctx, { ...input, listingId, titleFolded: foldText(input.title) })
  const { sellerId: memberId, sessionId, title } = input
  await insertMemberAct(ctx, { actId: listingId, memberId, sessionId, kind: 'listing', title })
  return ok({ listingId, state: 'listed' })
}
