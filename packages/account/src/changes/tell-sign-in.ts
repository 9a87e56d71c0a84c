import type { Ctx } from '@modosu/kernel'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import { signInNotice } from '../mails/notices.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { listNoticeAddresses } from '../store/addresses.ts'
import { findDeviceUse } from '../store/devices.ts'
import { findMember } from '../store/members.ts'
import { findSignInNotices } from '../store/notice-settings.ts'
import { isNewUse, isSettled, makeUndo } from './tell-change.ts'

/**
 * Tells a sign-in to every settled address and phone, with a link that stops the account (OWASP
 * ASVS 5.0, 6.3.5): by default one from a device that is new to the account. The device of the
 * sign-up is never new.
 */
export async function tellSignIn(
  ctx: Ctx,
  deps: AccountDeps,
  begun: { memberId: string; sessionId: string; deviceId: string },
): Promise<void> {
  if (!deps.policy.undoNotices) return
  const { memberId, sessionId, deviceId } = begun
  const member = await findMember(ctx, memberId)
  const displayName = member?.displayName ?? ''
  const use = await findDeviceUse(ctx, { memberId, deviceId })
  const wish = await findSignInNotices(ctx, memberId)
  const isNew = use !== undefined && isNewUse(ctx, use)
  if (wish === 'none' || (wish === 'new_device' && !isNew)) return
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  for (const address of await listNoticeAddresses(ctx, { memberId, since })) {
    if (!isSettled(ctx, address)) continue
    const { addressId, channel, contact } = address
    const about = { about: { sessionId }, memberId, addressId, from: ctx.now }
    const undo = await makeUndo(ctx, deps, about)
    const notice = signInNotice({ at: ctx.now, userAgent: use?.userAgent, isNew, undo })
    await writeTo(ctx, deps, { ...notice, channel, contact, displayName })
  }
}
