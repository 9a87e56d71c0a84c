import type { Ctx } from '@modosu/kernel'
import { kinds } from '../changes/kinds.ts'
import { CONTACT_SETTLES_MS } from '../limits.ts'
import { listChangesSince } from '../store/changes.ts'
import { findLastGivenBackAt, type StopRow } from '../store/stops.ts'

/**
 * From when on nothing proves the owner: the first suspect event, and besides, the first contact or
 * factor that came or went within 72 hours before the stop, whoever did it. Without the second an
 * intruder whose session looks like the owner's could plant a mailbox and a set of codes, press the
 * stop himself, prove himself by them, and have the account given back to him.
 */
export async function proofHorizon(ctx: Ctx, stop: StopRow): Promise<Date> {
  const { memberId } = stop
  const at = stop.firstEventAt ?? stop.at
  const unsettled = new Date(stop.at.getTime() - CONTACT_SETTLES_MS)
  // What an earlier giving back decided about is settled, and what it replaced proves nothing.
  const givenBackAt = await findLastGivenBackAt(ctx, { memberId, at: stop.at })
  const since = givenBackAt && givenBackAt > unsettled ? givenBackAt : unsettled
  const { rows } = await listChangesSince(ctx, { memberId, since })
  const planted = rows.find(
    ({ field, madeBy }) => kinds[field].enrols && (madeBy === 'member' || madeBy === 'reset'),
  )
  return planted !== undefined && planted.at < at ? planted.at : at
}
