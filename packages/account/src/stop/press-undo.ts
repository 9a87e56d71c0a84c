import { assert, type Ctx, ok, refuse } from '@modosu/kernel'
import { stoppedLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import { findAddress } from '../store/addresses.ts'
import { lockUndoLink, useUndoLink } from '../store/changes.ts'
import { findMember } from '../store/members.ts'
import { makeCaseLink } from './case-link.ts'
import { pressStop } from './press-stop.ts'

/**
 * The press of the undo in a notice, without signing in: stops the account at once. Putting things
 * back needs the owner to be verified, so a press from a mailbox that was taken over can only
 * freeze. Later changes of the account do not matter to the link.
 *
 * Refuses, in order: `account/undo_unknown`, `account/undo_expired`, `account/undo_used` with the
 * case number. The case token opens the case page and is mailed to the pressed address too.
 */
export async function pressUndo(
  ctx: Ctx,
  deps: AccountDeps,
  input: { token: string },
): Promise<Outcome<{ caseNumber: string; caseToken: string }>> {
  const tokenHash = hashSecret(input.token)
  const link = await lockUndoLink(ctx, tokenHash)
  if (!link) return refuse({ code: 'account/undo_unknown' })
  // Used before expired would say the same; expired first, since the stop may long be lifted.
  if (link.expiresAt <= ctx.now) return refuse({ code: 'account/undo_expired' })
  if (link.usedAt !== null) {
    const told = link.caseNumber === null ? {} : { caseNumber: link.caseNumber }
    return refuse({ code: 'account/undo_used', ...told })
  }
  const { memberId, addressId, changeId, sessionId } = link
  const about = { changes: changeId ? [changeId] : [], sessions: sessionId ? [sessionId] : [] }
  const { stop } = await pressStop(ctx, deps, { memberId, via: 'undo', pressed: about })
  const { caseId, caseNumber } = stop
  await useUndoLink(ctx, { tokenHash, caseId })
  const { token, url } = await makeCaseLink(ctx, deps, { caseId, addressId })
  const address = await findAddress(ctx, addressId)
  const member = await findMember(ctx, memberId)
  assert(address && member, 'a link is bound to an address of a member')
  const { displayName } = member
  const { channel, contact } = address
  await writeTo(ctx, deps, { ...stoppedLetter(caseNumber, url), channel, contact, displayName })
  return ok({ caseNumber, caseToken: token })
}
