import type { Ctx } from '@modosu/kernel'
import {
  CONTACT_SETTLES_MS,
  NEW_DEVICE_MS,
  PREVIOUS_TTL_MS,
  SECRET_BYTES,
  UNDO_TTL_MS,
} from '../limits.ts'
import { changeNotice } from '../mails/notices.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import { listNoticeAddresses, type NoticeAddress } from '../store/addresses.ts'
import { insertUndoLink } from '../store/changes.ts'
import { findDeviceUse } from '../store/devices.ts'
import type { ChangeField } from './change.ts'

export interface ChangeToTell {
  readonly changeId: string
  readonly memberId: string
  readonly displayName: string
  readonly field: ChangeField
  readonly deviceId: string | undefined
  readonly leavingOpensAt: Date | undefined
}

/**
 * Tells a change to every address and phone that was confirmed before it (OWASP ASVS 5.0, 6.3.7).
 * Each notice carries an undo of its own; a contact that came up less than 72 hours ago gets the
 * notice only, since it may be the intruder's, and with it the general way to stop.
 */
export async function tellChange(ctx: Ctx, deps: AccountDeps, change: ChangeToTell): Promise<void> {
  const { memberId, deviceId, displayName, changeId } = change
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const addresses = await listNoticeAddresses(ctx, { memberId, since })
  const use = deviceId && (await findDeviceUse(ctx, { memberId, deviceId }))
  for (const address of addresses) {
    // The address that this very change brings is confirmed now, not before.
    if (address.standsSince >= ctx.now) continue
    const { addressId, channel, contact } = address
    const about = { about: { changeId }, memberId, addressId, from: ctx.now }
    const undo = isSettled(ctx, address) ? await makeUndo(ctx, deps, about) : undefined
    const notice = changeNotice({
      field: change.field,
      at: ctx.now,
      userAgent: use ? use.userAgent : undefined,
      isNewDevice: use ? isNewUse(ctx, use) : false,
      isPreviousAddress: address.untilAt !== null,
      undo,
      stopUrl: `${deps.origin}/stop`,
      leavingOpensAt: change.leavingOpensAt,
    })
    await writeTo(ctx, deps, { ...notice, channel, contact, displayName })
  }
}

/** Whether an address has stood long enough to speak for the owner. */
export function isSettled(ctx: Ctx, address: NoticeAddress): boolean {
  const settledFrom = address.standsSince.getTime() + CONTACT_SETTLES_MS
  return address.isFirst || settledFrom <= ctx.now.getTime()
}

/** What an undo says was not the member's: a change, a sign-in, or nothing in particular. */
export interface UndoSubject {
  readonly changeId?: string
  readonly sessionId?: string
}

/** Makes an undo link, bound to what it speaks of and to the address it goes to. */
export async function makeUndo(
  ctx: Ctx,
  deps: AccountDeps,
  link: { about: UndoSubject; memberId: string; addressId: string; from: Date },
): Promise<{ url: string; until: Date }> {
  const token = ctx.newSecret(SECRET_BYTES)
  const { about, memberId, addressId } = link
  const expiresAt = new Date(link.from.getTime() + UNDO_TTL_MS)
  const tokenHash = hashSecret(token)
  await insertUndoLink(ctx, { tokenHash, ...about, memberId, addressId, expiresAt })
  return { url: `${deps.origin}/undo?t=${token}`, until: expiresAt }
}

export function isNewUse(ctx: Ctx, use: { firstSeenAt: Date; trusted: boolean }): boolean {
  return !use.trusted && ctx.now.getTime() - use.firstSeenAt.getTime() <= NEW_DEVICE_MS
}
