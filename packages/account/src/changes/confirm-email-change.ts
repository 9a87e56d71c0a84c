import { assert, type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { closeMailCode, lockEmailCode } from '../store/codes.ts'
import {
  findMember,
  findPresentAddress,
  isNameReserved,
  lockMember,
  lockNames,
  setAddress,
} from '../store/members.ts'
import { checkMailCode } from './check-mail-code.ts'
import { recordChange } from './record-change.ts'

/**
 * Makes the new address the present one, in the session that asked for it.
 *
 * Refuses, in order: `account/unknown_change` (also another session's, and when it is done),
 * `account/code_expired`, `account/code_locked`, `account/code_wrong`, `account/address_taken`. A
 * wrong code counts. An address that somebody else left within 30 days is taken too.
 */
export async function confirmEmailChange(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor; changeId: string; code: string },
): Promise<Outcome<{ changeId: string }>> {
  const { memberId, sessionId, deviceId } = input.actor
  await lockMember(ctx, memberId)
  const found = await lockEmailCode(ctx, { codeId: input.changeId, sessionId })
  const checked = await checkMailCode(ctx, deps, { found, code: input.code })
  if (!checked.ok) return checked
  const { email } = checked.value
  const emailKey = foldName(email)
  await lockNames(ctx, [emailKey])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  if (await isNameReserved(ctx, { key: emailKey, memberId, since })) {
    return refuse({ code: 'account/address_taken' })
  }
  const member = await findMember(ctx, memberId)
  const before = await findPresentAddress(ctx, memberId)
  assert(member && before, 'a signed-in member has an address')
  await closeMailCode(ctx, input.changeId)
  const addressId = await setAddress(ctx, { memberId, email, emailKey })
  assert(addressId, 'a locked address that is not reserved is free')
  await recordChange(ctx, deps, {
    changeId: input.changeId,
    memberId,
    displayName: member.displayName,
    field: 'email',
    before: { email: before.email, addressId: before.addressId },
    after: { email, addressId },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ changeId: input.changeId })
}
