import { type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { tellSignal } from '../signals/tell-signal.ts'
import { endSession as markEnded } from '../store/sessions.ts'

/**
 * Ends one of the member's own sessions. Somebody else's session is as unknown as one that never
 * was.
 *
 * Refuses: `account/unknown_session`, also when it has ended already.
 */
export async function endSession(
  ctx: Ctx,
  input: { actor: MemberActor; sessionId: string },
): Promise<Outcome<{ sessionId: string }>> {
  const { memberId, sessionId: own } = input.actor
  const { sessionId } = input
  const reason = sessionId === own ? 'signed_out' : 'ended_by_member'
  const ended = await markEnded(ctx, { memberId, sessionId, reason })
  if (!ended) return refuse({ code: 'account/unknown_session' })
  const payload = { initiating_entity: 'user' }
  await tellSignal(ctx, { memberId, sessionId, name: 'session-revoked', payload })
  return ok({ sessionId })
}
