import { assert, type Ctx, type MemberActor, ok, refuse, takeTry } from '@modosu/kernel'
import { guardTries } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import { isPassword } from '../sign-in/passwords.ts'
import { findMember, lockMember, type MemberRow } from '../store/members.ts'

/** Who asks for a guarded change, and the password that he types once more. */
export interface Guarded {
  readonly actor: MemberActor
  readonly password: string
}

/** A confirmed member has both. */
export type ConfirmedMember = MemberRow & { loginId: string; email: string }

/**
 * Lets a guarded change pass only with the current password (OWASP ASVS 5.0, 7.5.1): an open
 * browser is not enough. Holds the member for the rest of the transaction.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`. A wrong one counts, so the
 * caller must commit.
 */
export async function checkCurrentPassword(
  ctx: Ctx,
  guarded: Guarded,
): Promise<Outcome<ConfirmedMember>> {
  const { memberId, deviceId } = guarded.actor
  const key = `account.guard ${memberId} ${deviceId}`
  if (!(await takeTry(ctx, { key, ...guardTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  await lockMember(ctx, memberId)
  const member = await findMember(ctx, memberId)
  assert(member?.email && member.loginId, 'a signed-in member is confirmed')
  if (!(await isPassword(guarded.password, member.passwordHash))) {
    return refuse({ code: 'account/password_wrong' })
  }
  return ok(member as ConfirmedMember)
}
