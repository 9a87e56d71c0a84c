import { assert, type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { MAIL_CODE_TTL_MS, recoveryTries } from '../limits.ts'
import { recoveryLetter } from '../mails/letters.ts'
import { mailBoth } from '../mails/write-mail.ts'
import { maskAddress } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { makeMailCode } from '../secrets/codes.ts'
import { digestGuessable, hashSecret } from '../secrets/seal.ts'
import { findCaseLink, insertRecovery } from '../store/case-access.ts'
import { findAddressBefore, findMember } from '../store/members.ts'
import { findStop } from '../store/stops.ts'

/**
 * Begins to verify the owner: mails a code to the last address from before the first suspect event.
 * Several recoveries may run beside each other, each with a code and tries of its own: somebody
 * else who holds a link can use up neither the owner's tries nor his codes.
 *
 * Refuses, in order: `account/unknown_case_link`, `account/already_given_back`,
 * `account/too_many_tries` (per link and day).
 */
export async function beginRecovery(
  ctx: Ctx,
  deps: AccountDeps,
  input: { caseToken: string },
): Promise<Outcome<{ recoveryId: string; mailedTo: string; expiresAt: Date }>> {
  const tokenHash = hashSecret(input.caseToken)
  const link = await findCaseLink(ctx, tokenHash)
  const stop = link && (await findStop(ctx, link.caseId))
  if (!stop) return refuse({ code: 'account/unknown_case_link' })
  if (stop.givenBackAt !== null) return refuse({ code: 'account/already_given_back' })
  const key = `account.recovery ${tokenHash.toString('hex')}`
  if (!(await takeTry(ctx, { key, ...recoveryTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const { memberId, caseId } = stop
  const at = stop.firstEventAt ?? stop.at
  const address = await findAddressBefore(ctx, { memberId, at })
  const member = await findMember(ctx, memberId)
  assert(address && member, 'a member that can be stopped had an address before')
  const code = makeMailCode(ctx)
  const recoveryId = ctx.newId('rec')
  const keyId = deps.sealing.currentId
  const codeDigest = digestGuessable(deps.sealing, { keyId, text: code, boundTo: recoveryId })
  const expiresAt = new Date(ctx.now.getTime() + MAIL_CODE_TTL_MS)
  await insertRecovery(ctx, { recoveryId, caseId, keyId, codeDigest, expiresAt })
  const letter = recoveryLetter(code, expiresAt)
  await mailBoth(ctx, deps, { ...letter, to: address.email, displayName: member.displayName })
  return ok({ recoveryId, mailedTo: maskAddress(address.email), expiresAt })
}
