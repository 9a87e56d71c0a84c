import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { revokeSessions } from '../sessions/revoke-sessions.ts'
import { findMember } from '../store/members.ts'

/**
 * Ends every session of a member and every sign-in of his that is half finished (OWASP ASVS 5.0,
 * 7.4.5). He signs in again as ever: nothing else is touched.
 *
 * Refuses: `account/unknown_member`.
 */
export async function endSessionsByDesk(
  ctx: Ctx,
  input: { memberId: string },
): Promise<Outcome<{ ended: number }>> {
  const { memberId } = input
  if (!(await findMember(ctx, memberId))) return refuse({ code: 'account/unknown_member' })
  return ok({ ended: await revokeSessions(ctx, { memberId, reason: 'by_staff' }) })
}
