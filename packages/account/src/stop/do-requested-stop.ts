import { type Ctx, takeTry } from '@modosu/kernel'
import { makeUndo } from '../changes/tell-change.ts'
import { STOP_CONTACT_TTL_MS, stopLinkTries } from '../limits.ts'
import { stopOfferLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { openValue } from '../secrets/seal.ts'
import { type AddressRow, findAddressOfContact } from '../store/addresses.ts'
import { finishPress, lockPress } from '../store/case-access.ts'
import { findMember } from '../store/members.ts'
import { bindCaseNumber, findStandingStop, hadFalseAlarm } from '../store/stops.ts'
import { mailCaseLinks } from './case-link.ts'
import { pressStop } from './press-stop.ts'

/**
 * Does the stop that was pressed for an address or a phone that was confirmed and left no longer
 * than 90 days ago; for a contact that is nobody's, and for a login ID, which anybody may know,
 * nothing. The number that was told becomes the case's, or leads to the case that stands already.
 *
 * After a false alarm that its verified owner lifted, a typed contact stops nothing by itself for
 * 90 days: a link is sent to it, and its reader stops. So a stranger can freeze an account once, and
 * cannot keep it frozen. Safe to run twice.
 */
export async function doRequestedStop(
  ctx: Ctx,
  deps: AccountDeps,
  input: { pressId: string },
): Promise<void> {
  const press = await lockPress(ctx, input.pressId)
  if (!press || press.doneAt !== null) return
  const { pressId, keyId, caseNumber } = press
  const sealed = { keyId, sealed: press.contactSealed, boundTo: pressId }
  const key = openValue(deps.sealing, sealed) as string
  const since = new Date(ctx.now.getTime() - STOP_CONTACT_TTL_MS)
  const address = await findAddressOfContact(ctx, { key, since })
  if (!address) return await finishPress(ctx, { pressId, caseId: null })
  const { memberId } = address
  const stands = await findStandingStop(ctx, memberId)
  if (!stands && (await hadFalseAlarm(ctx, { memberId, since }))) {
    await offerStop(ctx, deps, address)
    return await finishPress(ctx, { pressId, caseId: null })
  }
  const pressed = { changes: [], sessions: [] }
  const { stop } = await pressStop(ctx, deps, { memberId, via: 'stop', pressed, caseNumber })
  await bindCaseNumber(ctx, { caseNumber, caseId: stop.caseId })
  await finishPress(ctx, { pressId, caseId: stop.caseId })
  await mailCaseLinks(ctx, deps, stop)
}

async function offerStop(
  ctx: Ctx,
  deps: AccountDeps,
  address: AddressRow & { memberId: string },
): Promise<void> {
  const { memberId, addressId, channel, contact } = address
  if (!(await takeTry(ctx, { key: `account.stop_link ${memberId}`, ...stopLinkTries }))) return
  const member = await findMember(ctx, memberId)
  const displayName = member?.displayName ?? ''
  const { url, until } = await makeUndo(ctx, deps, {
    about: {},
    memberId,
    addressId,
    from: ctx.now,
  })
  await writeTo(ctx, deps, { ...stopOfferLetter(url, until), channel, contact, displayName })
}
