import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { ChangeValue } from '../changes/change.ts'
import type { ConfirmedMember } from '../changes/check-current-password.ts'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { findWeakness } from '../sign-in/find-weakness.ts'
import { isPassword } from '../sign-in/passwords.ts'
import { isNameReserved, lockNames } from '../store/members.ts'
import type { DecidedChange } from './decide.ts'

export interface Wishes {
  readonly newPassword: string
  readonly newLoginId?: string | undefined
  readonly newEmail?: string | undefined
}

/** Password hashes that a new password is compared with; each costs as much as a sign-in. */
const COMPARED_MAX = 10

/**
 * Checks what the owner wants to have from now on.
 *
 * Refuses, in order: `account/password_weak`, `account/password_known`, `account/login_id_taken`.
 */
export async function checkWishes(
  ctx: Ctx,
  deps: AccountDeps,
  check: { member: ConfirmedMember; decided: readonly DecidedChange[]; wishes: Wishes },
): Promise<Outcome<Record<string, never>>> {
  const { member, decided, wishes } = check
  const { newPassword, newLoginId } = wishes
  const names = [member.loginId, member.email, member.displayName, newLoginId ?? '']
  const weakness = await findWeakness(ctx, deps, { password: newPassword, names })
  if (weakness !== undefined) {
    const errors = [{ pointer: '/body/newPassword', reason: weakness }]
    return refuse({ code: 'account/password_weak', errors })
  }
  for (const passwordHash of knownHashes(member, decided)) {
    if (await isPassword(newPassword, passwordHash)) {
      const errors = [{ pointer: '/body/newPassword', reason: 'somebody else may know it' }]
      return refuse({ code: 'account/password_known', errors })
    }
  }
  if (newLoginId === undefined) return ok({})
  const key = foldName(newLoginId)
  await lockNames(ctx, [key])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const isReserved = await isNameReserved(ctx, { key, memberId: member.memberId, since })
  return isReserved ? refuse({ code: 'account/login_id_taken' }) : ok({})
}

/** The password the intruder came in with, and those he set: he knows them all. */
function knownHashes(member: ConfirmedMember, decided: readonly DecidedChange[]): string[] {
  const hashes = decided
    .filter((change) => change.row.field === 'password')
    .flatMap((change) => [change.before, change.after] as ChangeValue['password'][])
    .map((value) => value.passwordHash)
  return [...new Set([member.passwordHash, ...hashes])].slice(0, COMPARED_MAX)
}
