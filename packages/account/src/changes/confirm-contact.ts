import { assert, type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { findPresentAddress, setAddress } from '../store/addresses.ts'
import { closeContactCode, lockContactCode } from '../store/codes.ts'
import { findMember, isNameReserved, lockMember, lockNames } from '../store/members.ts'
import type { Channel } from './change.ts'
import { checkContactCode } from './check-contact-code.ts'
import { contactKey as keyOf } from './contacts.ts'
import { recordChange } from './record-change.ts'

/**
 * Makes a new contact the present one of its channel, in the session that asked for it.
 *
 * Refuses, in order: `account/unknown_change` (also another session's, and when it is done),
 * `account/code_expired`, `account/code_locked`, `account/code_wrong`, `account/address_taken`. A
 * wrong code counts. A contact that somebody else left within 30 days is taken too, and so is one
 * that is the member's own already in another channel: two names of one mailbox warn only once.
 */
export async function confirmContact(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor; channel: Channel; changeId: string; code: string },
): Promise<Outcome<{ changeId: string }>> {
  const { channel, changeId } = input
  const { memberId, sessionId, deviceId } = input.actor
  await lockMember(ctx, memberId)
  const found = await lockContactCode(ctx, { codeId: changeId, sessionId, purpose: channel })
  const checked = await checkContactCode(ctx, deps, { found, code: input.code })
  if (!checked.ok) return checked
  const { contact } = checked.value
  const contactKey = keyOf(channel, contact)
  await lockNames(ctx, [contactKey])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  if (await isNameReserved(ctx, { key: contactKey, memberId, since })) {
    return refuse({ code: 'account/address_taken' })
  }
  const member = await findMember(ctx, memberId)
  const before = await findPresentAddress(ctx, { memberId, channel })
  assert(member, 'a signed-in member is there')
  const addressId = await setAddress(ctx, { memberId, channel, contact, contactKey })
  if (addressId === undefined) return refuse({ code: 'account/address_taken' })
  await closeContactCode(ctx, changeId)
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName: member.displayName,
    field: channel,
    before: { contact: before?.contact ?? null, addressId: before?.addressId ?? null },
    after: { contact, addressId },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ changeId })
}
