import { assert, type Ctx, ok, refuse } from '@modosu/kernel'
import { recordChange } from '../changes/record-change.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import { type Browser, recogniseDevice } from '../sessions/recognise-device.ts'
import { revokeSessions } from '../sessions/revoke-sessions.ts'
import { findWeakness } from '../sign-in/find-weakness.ts'
import { hashPassword } from '../sign-in/passwords.ts'
import { lockResetLink, useResetLink, voidResetLinks } from '../store/changes.ts'
import { noteDevice } from '../store/devices.ts'
import { findMember, lockMember, updatePassword } from '../store/members.ts'

/**
 * Sets a new password by the mailed link and ends every session. Nobody is signed in by it.
 *
 * Refuses, in order: `account/reset_unknown`, `account/reset_expired`, `account/reset_used` (also
 * when a stop or a newer password ended it), `account/password_weak`. The link works once.
 */
export async function confirmPasswordReset(
  ctx: Ctx,
  deps: AccountDeps,
  input: { token: string; newPassword: string; browser: Browser },
): Promise<Outcome<{ memberId: string }>> {
  const tokenHash = hashSecret(input.token)
  const link = await lockResetLink(ctx, tokenHash)
  if (!link) return refuse({ code: 'account/reset_unknown' })
  if (link.expiresAt <= ctx.now) return refuse({ code: 'account/reset_expired' })
  if (link.usedAt !== null || link.voidedAt !== null) return refuse({ code: 'account/reset_used' })
  const { memberId, addressId } = link
  await lockMember(ctx, memberId)
  const member = await findMember(ctx, memberId)
  assert(member, 'a link is bound to a member')
  const names = [member.loginId ?? '', member.email ?? '', member.displayName]
  const weakness = await findWeakness(ctx, deps, { password: input.newPassword, names })
  if (weakness !== undefined) {
    const errors = [{ pointer: '/body/newPassword', reason: weakness }]
    return refuse({ code: 'account/password_weak', errors })
  }
  const passwordHash = await hashPassword(input.newPassword)
  await useResetLink(ctx, tokenHash)
  await voidResetLinks(ctx, memberId)
  await updatePassword(ctx, { memberId, passwordHash })
  await revokeSessions(ctx, { memberId, reason: 'password_reset' })
  const deviceId = await recogniseDevice(ctx, input.browser)
  await noteDevice(ctx, { memberId, deviceId })
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName: member.displayName,
    field: 'password',
    before: { passwordHash: member.passwordHash },
    after: { passwordHash },
    by: { madeBy: 'reset', deviceId, viaAddressId: addressId },
  })
  return ok({ memberId })
}
