import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { findPresentAddress, leaveAddress } from '../store/addresses.ts'
import type { Channel } from './change.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { recordChange } from './record-change.ts'

/**
 * Removes the second address or the phone. It is told to it too, and speaks for its owner for 30
 * days more. The first address can only be changed.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`,
 * `account/nothing_changes` (there is none). A wrong password counts.
 */
export async function removeContact(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { channel: Exclude<Channel, 'email'> },
): Promise<Outcome<{ changeId: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const { channel, actor } = input
  const before = await findPresentAddress(ctx, { memberId, channel })
  if (!before) return refuse({ code: 'account/nothing_changes' })
  await leaveAddress(ctx, { memberId, channel })
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: channel,
    before: { contact: before.contact, addressId: before.addressId },
    after: { contact: null, addressId: null },
    by: { madeBy: 'member', sessionId: actor.sessionId, deviceId: actor.deviceId },
  })
  return ok({ changeId })
}
