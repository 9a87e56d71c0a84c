import type { Ctx, MemberActor, Origin } from '@modosu/kernel'
import { hashSecret } from '../secrets/seal.ts'
import { type LiveSession, lockLiveSession, noteSessionUse } from '../store/sessions.ts'
import { listRestrictions } from '../store/stops.ts'
import { noteSighting } from './note-sighting.ts'

/**
 * Finds the member of a session token, or `undefined`. Holds the session until the transaction
 * ends: a stop waits for a spend that runs, and a spend that comes later finds the session ended,
 * so that nothing leaves between the press and its record.
 */
export async function authenticateMember(
  ctx: Ctx,
  token: string,
  origin: Origin,
): Promise<MemberActor | undefined> {
  const session = await lockLiveSession(ctx, hashSecret(token))
  return session && (await actorOf(ctx, { session, origin }))
}

/** The member of a live session; its use and where it is used from are noted. */
export async function actorOf(
  ctx: Ctx,
  use: { session: LiveSession; origin: Origin },
): Promise<MemberActor> {
  const { session, origin } = use
  const { memberId, sessionId, deviceId } = session
  await noteSessionUse(ctx, session)
  await noteSighting(ctx, { sessionId, origin })
  const restrictions = await listRestrictions(ctx, memberId)
  return { kind: 'member', memberId, sessionId, deviceId, restrictions }
}
