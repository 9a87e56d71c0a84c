import { assert, type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { checkContactCode } from '../changes/check-contact-code.ts'
import { contactKey as keyOf } from '../changes/contacts.ts'
import { guardTries, PREVIOUS_TTL_MS } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { setAddress } from '../store/addresses.ts'
import { closeContactCode, lockSignUpCode } from '../store/codes.ts'
import {
  confirmMember,
  findMember,
  isNameReserved,
  lockMember,
  lockNames,
  setLoginId,
} from '../store/members.ts'

/**
 * Confirms the address of a sign-up; the member can sign in from now on. Where the login ID that he
 * wished is somebody else's, he is told now and names another.
 *
 * Refuses, in order: `account/unknown_change` (also when it is done), `account/code_expired`,
 * `account/code_locked`, `account/code_wrong`, `account/address_taken`, `account/too_many_tries`
 * (login IDs tried out), `account/login_id_taken`. A wrong code counts.
 */
export async function confirmSignUp(
  ctx: Ctx,
  deps: AccountDeps,
  input: { memberId: string; code: string; loginId?: string | undefined },
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
  const named = await chooseLoginId(ctx, input)
  if (!named.ok) return named
  await closeContactCode(ctx, codeId)
  await confirmMember(ctx, memberId)
  const addressId = await setAddress(ctx, { memberId, channel: 'email', contact, contactKey })
  assert(addressId, 'a locked address that is not reserved is free')
  return ok({ memberId })
}

async function chooseLoginId(
  ctx: Ctx,
  wish: { memberId: string; loginId?: string | undefined },
): Promise<Outcome<Record<string, never>>> {
  const { memberId, loginId } = wish
  const member = await findMember(ctx, memberId)
  if (loginId === undefined) {
    return member?.loginId == null ? refuse({ code: 'account/login_id_taken' }) : ok({})
  }
  const key = `account.sign_up_name ${memberId}`
  if (!(await takeTry(ctx, { key, ...guardTries })))
    return refuse({ code: 'account/too_many_tries' })
  const loginKey = foldName(loginId)
  await lockNames(ctx, [loginKey])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  if (await isNameReserved(ctx, { key: loginKey, memberId, since })) {
    return refuse({ code: 'account/login_id_taken' })
  }
  if (member?.loginId !== loginId) await setLoginId(ctx, { memberId, loginId, loginKey })
  return ok({})
}
