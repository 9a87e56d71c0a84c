import type { Asked, Ctx, MemberActor, Origin } from '@modosu/kernel'
import { authenticateToken } from '../api-tokens/authenticate-token.ts'
import { mayDo } from '../api-tokens/scopes.ts'
import { isTokenText } from '../api-tokens/token-text.ts'
import { hashSecret } from '../secrets/seal.ts'
import { type LiveSession, lockLiveSession, noteSessionUse } from '../store/sessions.ts'
import { listRestrictions } from '../store/stops.ts'
import { noteSighting } from './note-sighting.ts'

/**
 * Finds the member of a session or of a key, or `undefined`; `forbidden` where the key's scopes do
 * not reach what is asked. Holds the session until the transaction
 * ends: a stop waits for a spend that runs, and a spend that comes later finds the session ended,
 * so that nothing leaves between the press and its record.
 */
export async function authenticateMember(
  ctx: Ctx,
  token: string,
  origin: Origin,
  asked: Asked,
): Promise<MemberActor | 'forbidden' | undefined> {
  if (isTokenText(token)) {
    const holder = await authenticateToken(ctx, { token, origin, asked })
    return holder && withinScopes(holder.actor, asked)
  }
  const session = await lockLiveSession(ctx, hashSecret(token))
  return session && (await actorOf(ctx, { session, origin }))
}

/** Whoever asks by a key may do what the key is for, and nothing else. */
export function withinScopes(actor: MemberActor, asked: Asked): MemberActor | 'forbidden' {
  return actor.scopes && !mayDo(actor.scopes, asked.operation) ? 'forbidden' : actor
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
