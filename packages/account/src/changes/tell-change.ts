import type { Ctx } from '@modosu/kernel'
import {
  CONTACT_SETTLES_MS,
  NEW_DEVICE_MS,
  PREVIOUS_TTL_MS,
  SECRET_BYTES,
  UNDO_TTL_MS,
} from '../limits.ts'
import { changeNotice } from '../mails/notices.ts'
import { mailBoth } from '../mails/write-mail.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import { insertUndoLink } from '../store/changes.ts'
import { listNoticeAddresses, type NoticeAddress } from '../store/members.ts'
import { findDeviceUse } from '../store/sessions.ts'
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
 * Tells a change to every address that was confirmed before it (OWASP ASVS 5.0, 6.3.7). Each mail
 * carries an undo of its own; an address that came up less than 72 hours ago gets the notice only,
 * since it may be the intruder's, and with it the general way to stop.
 */
export async function tellChange(ctx: Ctx, deps: AccountDeps, change: ChangeToTell): Promise<void> {
  const { memberId, deviceId } = change
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const addresses = await listNoticeAddresses(ctx, { memberId, since })
  const use = deviceId && (await findDeviceUse(ctx, { memberId, deviceId }))
  for (const address of addresses) {
    // The address that this very change brings is confirmed now, not before.
    if (address.standsSince >= ctx.now) continue
    const undo = isSettled(ctx, address)
      ? await makeUndo(ctx, deps, { ...change, addressId: address.addressId, changedAt: ctx.now })
      : undefined
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
    await mailBoth(ctx, deps, { ...notice, to: address.email, displayName: change.displayName })
  }
}

/** Whether an address has stood long enough to speak for the owner. */
export function isSettled(ctx: Ctx, address: NoticeAddress): boolean {
  const settledFrom = address.standsSince.getTime() + CONTACT_SETTLES_MS
  return address.isFirst || settledFrom <= ctx.now.getTime()
}

/** Makes an undo link for a change, bound to the address it goes to. */
export async function makeUndo(
  ctx: Ctx,
  deps: AccountDeps,
  link: { changeId: string; memberId: string; addressId: string; changedAt: Date },
): Promise<{ url: string; until: Date }> {
  const token = ctx.newSecret(SECRET_BYTES)
  const { changeId, memberId, addressId } = link
  const expiresAt = new Date(link.changedAt.getTime() + UNDO_TTL_MS)
  const tokenHash = hashSecret(token)
  await insertUndoLink(ctx, { tokenHash, changeId, memberId, addressId, expiresAt })
  return { url: `${deps.origin}/undo?t=${token}`, until: expiresAt }
}

function isNewUse(ctx: Ctx, use: { firstSeenAt: Date; trusted: boolean }): boolean {
  return !use.trusted && ctx.now.getTime() - use.firstSeenAt.getTime() <= NEW_DEVICE_MS
}
