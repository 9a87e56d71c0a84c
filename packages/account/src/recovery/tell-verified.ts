import type { Ctx } from '@modosu/kernel'
import { ownerVerifiedLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { findMember } from '../store/members.ts'
import { markVerified, type StopRow } from '../store/stops.ts'
import { contactsBefore } from './begin-recovery.ts'

/**
 * Tells that an owner was verified: the house, and every contact from before the takeover but the
 * one that took part (NIST SP 800-63B-4 section 4.6: the way of recovering must not be the only one
 * that hears of it). Where there is no other, that one is told.
 */
export async function tellVerified(
  ctx: Ctx,
  deps: AccountDeps,
  verified: { stop: StopRow; usedAddressId: string | null },
): Promise<void> {
  const { stop, usedAddressId } = verified
  const { memberId, caseId, caseNumber } = stop
  const contacts = await contactsBefore(ctx, stop)
  const others = contacts.filter((one) => one.addressId !== usedAddressId)
  const displayName = (await findMember(ctx, memberId))?.displayName ?? ''
  for (const { channel, contact } of others.length > 0 ? others : contacts) {
    const letter = ownerVerifiedLetter(caseNumber, ctx.now)
    await writeTo(ctx, deps, { ...letter, channel, contact, displayName })
  }
  if (await markVerified(ctx, caseId)) {
    await ctx.emit({ type: 'account.verified', data: { memberId, caseId } })
  }
}
