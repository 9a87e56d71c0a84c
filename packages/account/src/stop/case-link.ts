import type { Ctx } from '@modosu/kernel'
import { takeTry } from '@modosu/kernel'
import { loadInterval } from '../interval/load-interval.ts'
import { CASE_LINK_TTL_MS, caseMailTries, PREVIOUS_TTL_MS, SECRET_BYTES } from '../limits.ts'
import { stoppedLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import { listNoticeAddresses } from '../store/addresses.ts'
import { findCaseLink, insertCaseLink } from '../store/case-access.ts'
import { findMember } from '../store/members.ts'
import type { StopRow } from '../store/stops.ts'

/** What a case link opens: the owner's case page, without signing in. */
export interface OpenedCase {
  readonly memberId: string
  readonly caseId: string
  readonly caseNumber: string
}

/** The case of a link's token, or `undefined` when it is unknown or older than half a year. */
export async function readCaseLink(ctx: Ctx, token: string): Promise<OpenedCase | undefined> {
  return await findCaseLink(ctx, hashSecret(token))
}

/** Makes a link to the case page, bound to the address that it goes to. */
export async function makeCaseLink(
  ctx: Ctx,
  deps: AccountDeps,
  link: { caseId: string; addressId: string },
): Promise<{ token: string; url: string }> {
  const token = ctx.newSecret(SECRET_BYTES)
  const expiresAt = new Date(ctx.now.getTime() + CASE_LINK_TTL_MS)
  await insertCaseLink(ctx, { ...link, tokenHash: hashSecret(token), expiresAt })
  const url = deps.caseUrl?.(token) ?? `${deps.origin}/case?t=${token}`
  return { token, url }
}

/**
 * Mails a case link to the present address and to those that were left within 30 days before the
 * stop, however long ago that is. An address
 * that the intruder may have set gets none: it would tell him how far the case is.
 */
export async function mailCaseLinks(ctx: Ctx, deps: AccountDeps, stop: StopRow): Promise<void> {
  const { caseId, caseNumber, memberId } = stop
  if (!(await takeTry(ctx, { key: `account.case_mail ${caseId}`, ...caseMailTries }))) return
  const { facts, interval } = await loadInterval(ctx, deps, stop)
  const member = await findMember(ctx, memberId)
  const since = new Date(stop.at.getTime() - PREVIOUS_TTL_MS)
  for (const address of await listNoticeAddresses(ctx, { memberId, since })) {
    const setBy = facts.addressSetBy.get(address.addressId)
    if (setBy !== undefined && interval.sorted.get(setBy)?.sorted !== 'yours') continue
    const { url } = await makeCaseLink(ctx, deps, { caseId, addressId: address.addressId })
    const displayName = member?.displayName ?? ''
    const { channel, contact } = address
    await writeTo(ctx, deps, { ...stoppedLetter(caseNumber, url), channel, contact, displayName })
  }
}
