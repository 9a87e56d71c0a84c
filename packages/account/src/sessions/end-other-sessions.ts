import { type Ctx, type MemberActor, ok } from '@modosu/kernel'
import { revokeApiTokens } from '../api-tokens/revoke-api-tokens.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * Ends every session of the member but this one, every sign-in that is half finished, and takes out
 * his keys: whoever presses this wants nobody else in.
 */
export async function endOtherSessions(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor },
): Promise<Outcome<{ ended: number }>> {
  const { memberId, sessionId } = input.actor
  await revokeApiTokens(ctx, deps, input.actor)
  const reason = 'ended_by_member'
  return ok({ ended: await revokeSessions(ctx, { memberId, exceptSessionId: sessionId, reason }) })
}
