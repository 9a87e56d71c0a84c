import { assert, type Ctx, ok, refuse } from '@modosu/kernel'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { isNameReserved, lockNames, setLoginId } from '../store/members.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { recordChange } from './record-change.ts'

/**
 * Changes the login ID. The one that is left stays reserved for its owner for 30 days.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`,
 * `account/nothing_changes`, `account/login_id_taken`. A wrong password counts.
 */
export async function changeLoginId(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { newLoginId: string },
): Promise<Outcome<{ changeId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName, loginId } = checked.value
  if (input.newLoginId === loginId) return refuse({ code: 'account/nothing_changes' })
  const loginKey = foldName(input.newLoginId)
  await lockNames(ctx, [loginKey])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  if (await isNameReserved(ctx, { key: loginKey, memberId, since })) {
    return refuse({ code: 'account/login_id_taken' })
  }
  const named = await setLoginId(ctx, { memberId, loginId: input.newLoginId, loginKey })
  assert(named, 'a locked name that is not reserved is free')
  const { sessionId, deviceId } = input.actor
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: 'login_id',
    before: { loginId },
    after: { loginId: input.newLoginId },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ changeId })
}
