import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { emailChangeTries } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { mailConfirmationCode } from './mail-confirmation-code.ts'

/**
 * Asks for another address: mails a code to it. Nothing changes until the code comes back in the
 * same session. An address that is somebody else's gets its code all the same, so that this
 * answer does not tell who is a member.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`,
 * `account/nothing_changes`. A wrong password counts.
 */
export async function requestEmailChange(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { newEmail: string },
): Promise<Outcome<{ changeId: string; expiresAt: Date }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName, email } = checked.value
  if (foldName(input.newEmail) === foldName(email)) {
    return refuse({ code: 'account/nothing_changes' })
  }
  if (!(await takeTry(ctx, { key: `account.email ${memberId}`, ...emailChangeTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const { sessionId } = input.actor
  const to = { memberId, displayName, email: input.newEmail, purpose: 'email', sessionId } as const
  return ok(await mailConfirmationCode(ctx, deps, to))
}
