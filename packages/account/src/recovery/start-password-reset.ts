import type { Ctx } from '@modosu/kernel'
import { isSettled, makeUndo } from '../changes/tell-change.ts'
import { openBefore } from '../interval/load-takeover-facts.ts'
import {
  DAY_MS,
  PREVIOUS_TTL_MS,
  RESET_TTL_MS,
  SECRET_BYTES,
  STOP_CONTACT_TTL_MS,
  UNDO_TTL_MS,
} from '../limits.ts'
import { previousAddressLetter, resetLetter } from '../mails/letters.ts'
import { mailBoth } from '../mails/write-mail.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret, openValue } from '../secrets/seal.ts'
import { mailCaseLinks } from '../stop/case-link.ts'
import { findPresentAddress, listNoticeAddresses } from '../store/addresses.ts'
import { insertResetLink, listChangesSince } from '../store/changes.ts'
import {
  findMember,
  findMemberByName,
  findMemberByPastName,
  type MemberRow,
} from '../store/members.ts'
import { findStandingStop } from '../store/stops.ts'
import { RESET_LOGIN } from './request-password-reset.ts'

/**
 * Mails a reset link to the present address. The owner of an address that was left within 30 days
 * gets the way to stop instead: after a takeover the reset would go to the intruder. While a stop
 * stands only the case link is mailed.
 */
export async function startPasswordReset(
  ctx: Ctx,
  deps: AccountDeps,
  input: { keyId: string; login: string },
): Promise<void> {
  const sealed = Buffer.from(input.login, 'base64')
  const kept = { keyId: input.keyId, sealed, boundTo: RESET_LOGIN }
  const key = openValue(deps.sealing, kept) as string
  const present = await findMemberByName(ctx, key)
  const member = present ?? (await findByPreviousName(ctx, deps, key))
  if (member?.confirmedAt == null) return
  const stop = await findStandingStop(ctx, member.memberId)
  if (stop) return await mailCaseLinks(ctx, deps, stop)
  if (present) await mailReset(ctx, deps, present)
  if (deps.policy.previousAddressRecovers) await mailPreviousAddresses(ctx, deps, member)
}

async function findByPreviousName(
  ctx: Ctx,
  deps: AccountDeps,
  key: string,
): Promise<MemberRow | undefined> {
  if (!deps.policy.previousAddressRecovers) return undefined
  // Longer than an undo lives: a stop may stand that long, and its case link is what is wanted.
  const since = new Date(ctx.now.getTime() - STOP_CONTACT_TTL_MS)
  const found = await findMemberByPastName(ctx, { key, since })
  return await (found && findMember(ctx, found.memberId))
}

async function mailReset(ctx: Ctx, deps: AccountDeps, member: MemberRow): Promise<void> {
  const address = await findPresentAddress(ctx, { memberId: member.memberId, channel: 'email' })
  if (!address) return
  const { url, until } = await makeReset(ctx, deps, {
    memberId: member.memberId,
    addressId: address.addressId,
  })
  const { displayName } = member
  await mailBoth(ctx, deps, { ...resetLetter(url, until), to: address.contact, displayName })
}

/** Makes a reset link, bound to the address that it goes to. */
export async function makeReset(
  ctx: Ctx,
  deps: AccountDeps,
  link: { memberId: string; addressId: string },
): Promise<{ url: string; until: Date }> {
  const token = ctx.newSecret(SECRET_BYTES)
  const until = new Date(ctx.now.getTime() + RESET_TTL_MS)
  await insertResetLink(ctx, { ...link, tokenHash: hashSecret(token), expiresAt: until })
  return { url: `${deps.origin}/reset?t=${token}`, until }
}

async function mailPreviousAddresses(
  ctx: Ctx,
  deps: AccountDeps,
  member: MemberRow,
): Promise<void> {
  const { memberId, displayName } = member
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  const addresses = await listNoticeAddresses(ctx, { memberId, since })
  // A day more than addresses are looked at, so that the change that ended each is among them.
  const { rows: changes } = await listChangesSince(ctx, {
    memberId,
    since: new Date(since.getTime() - DAY_MS),
  })
  for (const address of addresses) {
    const { addressId, untilAt, channel, contact } = address
    if (untilAt === null || !isSettled(ctx, address)) continue
    const change = changes.find(
      (one) => one.field === channel && openBefore(deps, one, channel).addressId === addressId,
    )
    const mayUndo = change && change.at.getTime() + UNDO_TTL_MS > ctx.now.getTime()
    const { url } = mayUndo
      ? await makeUndo(ctx, deps, {
          about: { changeId: change.changeId },
          memberId,
          addressId,
          from: change.at,
        })
      : { url: `${deps.origin}/stop` }
    const letter = previousAddressLetter(url, untilAt)
    await writeTo(ctx, deps, { ...letter, channel, contact, displayName })
  }
}
