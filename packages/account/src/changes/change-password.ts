import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { revokeSessions } from '../sessions/revoke-sessions.ts'
import { findWeakness } from '../sign-in/find-weakness.ts'
import { hashPassword, isPassword } from '../sign-in/passwords.ts'
import { voidResetLinks } from '../store/changes.ts'
import { updatePassword } from '../store/members.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { recordChange } from './record-change.ts'

/**
 * Changes the password and ends every other session.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`, `account/password_weak`,
 * `account/nothing_changes`. A wrong password counts.
 */
export async function changePassword(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { newPassword: string },
): Promise<Outcome<{ changeId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const member = checked.value
  const { memberId, displayName } = member
  const names = [member.loginId, member.email, displayName]
  const weakness = await findWeakness(ctx, deps, { password: input.newPassword, names })
  if (weakness !== undefined) {
    const errors = [{ pointer: '/body/newPassword', reason: weakness }]
    return refuse({ code: 'account/password_weak', errors })
  }
  if (await isPassword(input.newPassword, member.passwordHash)) {
    return refuse({ code: 'account/nothing_changes' })
  }
  const { sessionId, deviceId } = input.actor
  const changeId = ctx.newId('chg')
  const passwordHash = await hashPassword(input.newPassword)
  await updatePassword(ctx, { memberId, passwordHash })
  await revokeSessions(ctx, { memberId, exceptSessionId: sessionId, reason: 'password_changed' })
  await voidResetLinks(ctx, memberId)
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: 'password',
    before: { passwordHash: member.passwordHash },
    after: { passwordHash },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ changeId })
}
