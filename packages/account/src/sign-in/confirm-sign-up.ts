import { assert, type Ctx, ok, refuse } from '@modosu/kernel'
import { checkContactCode } from '../changes/check-contact-code.ts'
import { contactKey as keyOf } from '../changes/contacts.ts'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { setAddress } from '../store/addresses.ts'
import { closeContactCode, lockSignUpCode } from '../store/codes.ts'
import { confirmMember, isNameReserved, lockMember, lockNames } from '../store/members.ts'

/**
 * Confirms the address of a sign-up; the member can sign in from now on.
 *
 * Refuses, in order: `account/unknown_change` (also when it is done), `account/code_expired`,
 * `account/code_locked`, `account/code_wrong`, `account/address_taken`. A wrong code counts.
 */
export async function confirmSignUp(
  ctx: Ctx,
  deps: AccountDeps,
  input: { memberId: string; code: string },
): Promise<Outcome<{ memberId: string }>> {
  const { memberId } = input
  await lockMember(ctx, memberId)
  const found = await lockSignUpCode(ctx, memberId)
  const checked = await checkContactCode(ctx, deps, { found, code: input.code })
  if (!checked.ok) return checked
  const { codeId, contact } = checked.value
  const contactKey = keyOf('email', contact)
  await lockNames(ctx, [contactKey])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  if (await isNameReserved(ctx, { key: contactKey, memberId, since })) {
    return refuse({ code: 'account/address_taken' })
  }
  await closeContactCode(ctx, codeId)
  await confirmMember(ctx, memberId)
  const addressId = await setAddress(ctx, { memberId, channel: 'email', contact, contactKey })
  assert(addressId, 'a locked address that is not reserved is free')
  return ok({ memberId })
}
