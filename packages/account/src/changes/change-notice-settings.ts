import { assert, type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { findSignInNotices, updateSignInNotices } from '../store/notice-settings.ts'
import type { SignInNotices } from './change.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { recordChange } from './record-change.ts'

/** Which sign-ins are told to the member. */
export async function showNoticeSettings(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ signIns: SignInNotices }>> {
  const signIns = await findSignInNotices(ctx, input.actor.memberId)
  assert(signIns, 'a member has settings')
  return ok({ signIns })
}

/**
 * Sets which sign-ins are told. Notices of guarded changes, this one too, cannot be switched off.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`,
 * `account/nothing_changes`. A wrong password counts.
 */
export async function changeNoticeSettings(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { signIns: SignInNotices },
): Promise<Outcome<{ changeId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const { signIns, actor } = input
  const before = await findSignInNotices(ctx, memberId)
  assert(before, 'a member has settings')
  if (before === signIns) return refuse({ code: 'account/nothing_changes' })
  await updateSignInNotices(ctx, { memberId, signIns })
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: 'notice_settings',
    before: { signIns: before },
    after: { signIns },
    by: { madeBy: 'member', sessionId: actor.sessionId, deviceId: actor.deviceId },
  })
  return ok({ changeId })
}
