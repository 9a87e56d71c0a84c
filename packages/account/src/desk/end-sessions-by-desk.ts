import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { findMember } from '../store/members.ts'
import { endSessions } from '../store/sessions.ts'

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
  return ok({ ended: await endSessions(ctx, { memberId, reason: 'by_staff' }) })
}
