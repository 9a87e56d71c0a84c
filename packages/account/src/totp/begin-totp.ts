import { type Ctx, ok } from '@modosu/kernel'
import { checkCurrentPassword, type Guarded } from '../changes/check-current-password.ts'
import { mayEnrol } from '../changes/may-enrol.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { insertTotp } from '../store/totps.ts'
import { makeTotpSecret } from './totp-codes.ts'

/**
 * Begins to add an authenticator app. The secret is in this answer and nowhere else; it counts once
 * its first code was typed, within a quarter of an hour.
 *
 * Refuses, in order: `account/enrolment_waits`, `account/too_many_tries`, `account/password_wrong`.
 * A wrong password counts.
 */
export async function beginTotp(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded,
): Promise<Outcome<{ totpId: string; secret: string; uri: string }>> {
  const { memberId, sessionId } = input.actor
  const allowed = await mayEnrol(ctx, { sessionId, field: 'totp' })
  if (!allowed.ok) return allowed
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const totpId = ctx.newId('otp')
  const { loginId } = checked.value
  const { secret, uri, ...kept } = makeTotpSecret(ctx, deps, { totpId, loginId })
  await insertTotp(ctx, { totpId, memberId, ...kept })
  return ok({ totpId, secret, uri })
}
