import { type Ctx, type MemberActor, ok } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { revokeSessions } from './revoke-sessions.ts'

/** Ends every session of the member but this one, and every sign-in that is half finished. */
export async function endOtherSessions(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ ended: number }>> {
  const { memberId, sessionId } = input.actor
  const reason = 'ended_by_member'
  return ok({ ended: await revokeSessions(ctx, { memberId, exceptSessionId: sessionId, reason }) })
}
