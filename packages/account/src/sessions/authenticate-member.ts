import type { Ctx, MemberActor } from '@modosu/kernel'
import { hashSecret } from '../secrets/seal.ts'
import { lockLiveSession } from '../store/sessions.ts'
import { listRestrictions } from '../store/stops.ts'

/**
 * Finds the member of a session token, or `undefined`. Holds the session until the transaction
 * ends: a stop waits for a spend that runs, and a spend that comes later finds the session ended,
 * so that nothing leaves between the press and its record.
 */
export async function authenticateMember(
  ctx: Ctx,
  token: string,
): Promise<MemberActor | undefined> {
  const session = await lockLiveSession(ctx, hashSecret(token))
  if (!session) return undefined
  const { memberId, sessionId, deviceId } = session
  const restrictions = await listRestrictions(ctx, memberId)
  return { kind: 'member', memberId, sessionId, deviceId, restrictions }
}
