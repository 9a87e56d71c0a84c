import { type Ctx, ok, refuse } from '@modosu/kernel'
import { checkCurrentPassword, type Guarded } from '../changes/check-current-password.ts'
import { recordChange } from '../changes/record-change.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { chooseTotp, findTotp } from '../store/totps.ts'

/**
 * Takes the authenticator app out. A guarded change: told, and giving back puts it back.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`, `account/unknown_totp`.
 */
export async function removeTotp(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded,
): Promise<Outcome<{ changeId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const totp = await findTotp(ctx, memberId)
  if (!totp) return refuse({ code: 'account/unknown_totp' })
  await chooseTotp(ctx, { memberId, totpId: null })
  const { sessionId, deviceId } = input.actor
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: 'totp',
    before: { totpId: totp.totpId },
    after: { totpId: null },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ changeId })
}
