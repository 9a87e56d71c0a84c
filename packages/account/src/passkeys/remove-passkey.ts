import { type Ctx, ok, refuse } from '@modosu/kernel'
import { checkCurrentPassword, type Guarded } from '../changes/check-current-password.ts'
import { recordChange } from '../changes/record-change.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { setPasskeyThere } from '../store/passkeys.ts'

/**
 * Takes a passkey out; it opens nothing from now on. A guarded change: told, and giving back puts
 * it back. Sessions that it began go on; the member ends them by themselves.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`, `account/unknown_passkey`.
 */
export async function removePasskey(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { passkeyId: string },
): Promise<Outcome<{ changeId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const { passkeyId } = input
  if (!(await setPasskeyThere(ctx, { passkeyId, memberId, there: false }))) {
    return refuse({ code: 'account/unknown_passkey' })
  }
  const { sessionId, deviceId } = input.actor
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: 'passkey',
    itemId: passkeyId,
    before: { there: true },
    after: { there: false },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ changeId })
}
