import { type Ctx, ok, type Result } from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { writeListingState } from '../store/listing.ts'
import { insertMemberAct } from '../store/member-acts.ts'
import { openListing } from './open-listing.ts'

/**
 * Takes a listing away for good. Nobody sees it any more, not even its seller; the office still does,
 * with its comments and pictures: deleting is what an intruder does to hide a thing.
 *
 * Refusals: those of `openListing`; a listing that is deleted is unknown.
 */
export async function deleteListing(
  ctx: Ctx,
  input: { listingId: string; memberId: string; sessionId: string },
): Promise<Result<{ state: 'deleted' }, MarketError>> {
  const opened = await openListing(ctx, input)
  if (!opened.ok) return opened
  await writeListingState(ctx, input.listingId, { from: [opened.value.state], to: 'deleted' })
  const { memberId, sessionId } = input
  const act = { actId: ctx.newId('act'), memberId, sessionId, title: opened.value.title }
  await insertMemberAct(ctx, { ...act, kind: 'listing_delete' })
  return ok({ state: 'deleted' })
}
