import type { Asked, Ctx, MemberActor, Origin } from '@modosu/kernel'
import { SECRET_BYTES } from '../limits.ts'
import { hashSecret } from '../secrets/seal.ts'
import { noteSighting } from '../sessions/note-sighting.ts'
import { networkOf } from '../sessions/recognise-device.ts'
import {
  findLiveApiToken,
  findTokenSession,
  insertTokenSession,
  type LiveApiToken,
} from '../store/api-tokens.ts'
import { holdMember } from '../store/members.ts'
import { noteSessionUse } from '../store/sessions.ts'
import { listRestrictions } from '../store/stops.ts'

/** The member of a key and until when it lasts. */
export interface TokenHolder {
  readonly actor: MemberActor
  readonly expiresAt: Date
}

/**
 * Finds the member in whose name a key asks, or `undefined`: unknown, taken out, over, or its
 * account is stopped. Whoever writes holds the member, so that no act of a key passes a stop. What
 * it does is noted in a session of the key's own.
 */
export async function authenticateToken(
  ctx: Ctx,
  shown: { token: string; origin: Origin; asked: Pick<Asked, 'reads'> },
): Promise<TokenHolder | undefined> {
  const { origin } = shown
  const tokenHash = hashSecret(shown.token)
  let token = await findLiveApiToken(ctx, tokenHash)
  if (!token) return undefined
  if (!shown.asked.reads) {
    await holdMember(ctx, token.memberId)
    // It may have been taken out, or stopped, while this waited.
    token = await findLiveApiToken(ctx, tokenHash)
    if (!token) return undefined
  }
  const { memberId, deviceId, scopes, expiresAt } = token
  const sessionId = await sessionOf(ctx, { token, origin })
  const restrictions = await listRestrictions(ctx, memberId)
  const actor = { kind: 'member', memberId, sessionId, deviceId, restrictions, scopes } as const
  return { actor, expiresAt }
}

/** A stop ended the session of before; what the key does after it is told apart. */
async function sessionOf(ctx: Ctx, use: { token: LiveApiToken; origin: Origin }): Promise<string> {
  const { token, origin } = use
  const open = await findTokenSession(ctx, token.apiTokenId)
  if (open) {
    const { sessionId, seenAt } = open
    await noteSessionUse(ctx, { sessionId, seenAt })
    await noteSighting(ctx, { sessionId, origin })
    return sessionId
  }
  const sessionId = ctx.newId('ses')
  const network = networkOf(origin.ip)
  await insertTokenSession(ctx, { sessionId, token, network, secret: ctx.newSecret(SECRET_BYTES) })
  return sessionId
}
