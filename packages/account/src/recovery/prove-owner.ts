import { timingSafeEqual } from 'node:crypto'
import { type Ctx, ok, refuse } from '@modosu/kernel'
import { MAIL_CODE_TRIES_MAX, RECOVERY_TOKEN_TTL_MS, SECRET_BYTES } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { foldRecoveryCode } from '../secrets/codes.ts'
import { digestGuessable, hashSecret } from '../secrets/seal.ts'
import { countProofTry, lockRecovery, verifyRecovery } from '../store/case-access.ts'
import { findRecoveryCodeAt } from '../store/codes.ts'
import { findStop, markVerified } from '../store/stops.ts'

/**
 * Verifies the owner by two methods at once, both from before the takeover: the code mailed to the
 * earlier address, and the recovery code that was saved then (NIST SP 800-63B-4 section 4.2.2: two
 * codes by different methods). Which of the two was wrong is not told.
 *
 * Refuses, in order: `account/unknown_recovery`, `account/already_given_back`,
 * `account/proof_expired`, `account/proof_locked`, `account/proof_wrong` with the tries that are
 * left. A wrong proof counts, so the caller must commit. The recovery token lives 30 minutes.
 */
export async function proveOwner(
  ctx: Ctx,
  deps: AccountDeps,
  input: { recoveryId: string; mailedCode: string; recoveryCode: string },
): Promise<Outcome<{ recoveryToken: string; expiresAt: Date }>> {
  const { recoveryId } = input
  const recovery = await lockRecovery(ctx, recoveryId)
  const stop = recovery && (await findStop(ctx, recovery.caseId))
  if (!recovery || !stop) return refuse({ code: 'account/unknown_recovery' })
  if (stop.givenBackAt !== null) return refuse({ code: 'account/already_given_back' })
  if (recovery.expiresAt <= ctx.now) return refuse({ code: 'account/proof_expired' })
  if (recovery.tries >= MAIL_CODE_TRIES_MAX) return refuse({ code: 'account/proof_locked' })
  const { keyId } = recovery
  const text = input.mailedCode
  const typed = digestGuessable(deps.sealing, { keyId, text, boundTo: recoveryId })
  const mailedIsRight = timingSafeEqual(typed, recovery.codeDigest)
  const saved = await findRecoveryCodeAt(ctx, {
    memberId: stop.memberId,
    codeHash: hashSecret(foldRecoveryCode(input.recoveryCode)),
    at: stop.firstEventAt ?? stop.at,
  })
  if (!mailedIsRight || saved === undefined) {
    await countProofTry(ctx, recoveryId)
    const triesLeft = MAIL_CODE_TRIES_MAX - recovery.tries - 1
    return refuse({ code: 'account/proof_wrong', triesLeft })
  }
  const recoveryToken = ctx.newSecret(SECRET_BYTES)
  const expiresAt = new Date(ctx.now.getTime() + RECOVERY_TOKEN_TTL_MS)
  const tokenHash = hashSecret(recoveryToken)
  await verifyRecovery(ctx, { recoveryId, tokenHash, tokenExpiresAt: expiresAt })
  if (await markVerified(ctx, stop.caseId)) {
    const { memberId, caseId } = stop
    await ctx.emit({ type: 'account.verified', data: { memberId, caseId } })
  }
  return ok({ recoveryToken, expiresAt })
}
