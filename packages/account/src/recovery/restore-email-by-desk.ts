import { assert, type Ctx, ok, refuse, type StaffActor } from '@modosu/kernel'
import { contactKey as keyOf, maskContact } from '../changes/contacts.ts'
import { recordChange } from '../changes/record-change.ts'
import { openBefore } from '../interval/load-takeover-facts.ts'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { addressRestoredLetter } from '../mails/letters.ts'
import { mailBoth } from '../mails/write-mail.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { revokeSessions } from '../sessions/revoke-sessions.ts'
import { findPresentAddress, setAddress } from '../store/addresses.ts'
import { findLastChangeOf, voidResetLinks } from '../store/changes.ts'
import { closeContactCodes } from '../store/codes.ts'
import { findMember, isNameReserved, lockMember, lockNames } from '../store/members.ts'
import { lockSessions } from '../store/sessions.ts'
import { findStandingStop } from '../store/stops.ts'
import { makeReset } from './start-password-reset.ts'

/**
 * A supervisor puts the address of before the last change back by hand, and a reset link is mailed
 * there: staff start a reset and never choose a password (OWASP ASVS 5.0, 6.4.6). Not while a stop
 * stands: the owner's recovery cannot be gone around.
 *
 * Refuses, in order: `account/unknown_member`, `account/stopped`, `account/no_earlier_address`,
 * `account/address_taken`. A second call finds the change it made itself and is refused with
 * `account/no_earlier_address`.
 */
export async function restoreEmailByDesk(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: StaffActor; memberId: string; reason: string },
): Promise<Outcome<{ changeId: string; mailedTo: string }>> {
  const { memberId, actor, reason } = input
  const channel = 'email'
  await lockSessions(ctx, memberId)
  await lockMember(ctx, memberId)
  const member = await findMember(ctx, memberId)
  const present = await findPresentAddress(ctx, { memberId, channel })
  if (!member || !present) return refuse({ code: 'account/unknown_member' })
  if (await findStandingStop(ctx, memberId)) return refuse({ code: 'account/stopped' })
  const last = await findLastChangeOf(ctx, { memberId, field: channel })
  if (!last || last.madeBy === 'staff') return refuse({ code: 'account/no_earlier_address' })
  const { contact } = openBefore(deps, last, channel)
  assert(contact !== null, 'a member always had an address')
  const contactKey = keyOf(channel, contact)
  await lockNames(ctx, [contactKey])
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  if (await isNameReserved(ctx, { key: contactKey, memberId, since })) {
    return refuse({ code: 'account/address_taken' })
  }
  const addressId = await setAddress(ctx, { memberId, channel, contact, contactKey })
  if (addressId === undefined) return refuse({ code: 'account/address_taken' })
  await revokeSessions(ctx, { memberId, reason: 'by_staff' })
  await voidResetLinks(ctx, memberId)
  await closeContactCodes(ctx, { memberId })
  const changeId = ctx.newId('chg')
  const { displayName } = member
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName,
    field: channel,
    before: { contact: present.contact, addressId: present.addressId },
    after: { contact, addressId },
    by: { madeBy: 'staff', staffId: actor.staffId, reason },
  })
  const { url, until } = await makeReset(ctx, deps, { memberId, addressId })
  await mailBoth(ctx, deps, { ...addressRestoredLetter(url, until), to: contact, displayName })
  return ok({ changeId, mailedTo: maskContact(channel, contact) })
}
