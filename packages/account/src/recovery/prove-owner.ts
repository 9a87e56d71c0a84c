import { timingSafeEqual } from 'node:crypto'
import { type Ctx, ok, refuse } from '@modosu/kernel'
import { MAIL_CODE_TRIES_MAX, RECOVERY_TOKEN_TTL_MS, SECRET_BYTES } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import { checkShown, type ShownAnswer } from '../passkeys/ceremony.ts'
import { takeAnswered } from '../passkeys/challenges.ts'
import { partyOf } from '../passkeys/party-of.ts'
import type { AccountDeps } from '../policy.ts'
import { foldRecoveryCode } from '../secrets/codes.ts'
import { digestGuessable, hashSecret } from '../secrets/seal.ts'
import { findRecoveryCodeAt } from '../store/codes.ts'
import {
  countProofTry,
  findPasskeyBefore,
  lockRecovery,
  type RecoveryMethod,
  type RecoveryRow,
  verifyRecovery,
} from '../store/recoveries.ts'
import { findStop, type StopRow } from '../store/stops.ts'
import { proofHorizon } from './proof-horizon.ts'
import { tellVerified } from './tell-verified.ts'

export interface Proof {
  readonly recoveryId: string
  readonly mailedCode?: string | undefined
  readonly recoveryCode?: string | undefined
  readonly passkey?: ShownAnswer | undefined
}

/** Methods of different kinds that have to be right together (NIST SP 800-63B-4 section 4.2.2). */
const METHODS_MIN = 2

/**
 * Verifies the owner by two methods at once, all from before the takeover: the code sent to an
 * earlier contact, a recovery code that was saved then, a passkey that was his then. Which of them
 * was wrong is not told. The earlier contacts that took no part in it are told.
 *
 * Refuses, in order: `account/unknown_recovery`, `account/already_given_back`,
 * `account/proof_expired`, `account/proof_locked`, `account/proof_wrong` with the tries that are
 * left. A wrong proof counts, so the caller must commit. The recovery token lives 30 minutes.
 */
export async function proveOwner(
  ctx: Ctx,
  deps: AccountDeps,
  input: Proof,
): Promise<Outcome<{ recoveryToken: string; expiresAt: Date }>> {
  const { recoveryId } = input
  const recovery = await lockRecovery(ctx, recoveryId)
  const stop = recovery && (await findStop(ctx, recovery.caseId))
  if (!recovery || !stop) return refuse({ code: 'account/unknown_recovery' })
  if (stop.givenBackAt !== null) return refuse({ code: 'account/already_given_back' })
  if (recovery.expiresAt <= ctx.now) return refuse({ code: 'account/proof_expired' })
  if (recovery.tries >= MAIL_CODE_TRIES_MAX) return refuse({ code: 'account/proof_locked' })
  const methods = await rightMethods(ctx, deps, { input, recovery, stop })
  if (methods === undefined || methods.length < METHODS_MIN) {
    await countProofTry(ctx, recoveryId)
    const triesLeft = MAIL_CODE_TRIES_MAX - recovery.tries - 1
    return refuse({ code: 'account/proof_wrong', triesLeft })
  }
  const recoveryToken = ctx.newSecret(SECRET_BYTES)
  const expiresAt = new Date(ctx.now.getTime() + RECOVERY_TOKEN_TTL_MS)
  const tokenHash = hashSecret(recoveryToken)
  await verifyRecovery(ctx, { recoveryId, methods, tokenHash, tokenExpiresAt: expiresAt })
  await tellVerified(ctx, deps, { stop, usedAddressId: recovery.addressId })
  return ok({ recoveryToken, expiresAt })
}

interface Check {
  readonly input: Proof
  readonly recovery: RecoveryRow
  readonly stop: StopRow
}

/** The methods that were used and are right; `undefined` when one that was used is wrong. */
async function rightMethods(
  ctx: Ctx,
  deps: AccountDeps,
  check: Check,
): Promise<RecoveryMethod[] | undefined> {
  const { input } = check
  const checks: readonly [RecoveryMethod, boolean | undefined][] = [
    ['sent_code', input.mailedCode === undefined ? undefined : isSentCode(deps, check)],
    ['saved_code', input.recoveryCode === undefined ? undefined : await isSavedCode(ctx, check)],
    ['passkey', input.passkey === undefined ? undefined : await isPasskey(ctx, deps, check)],
  ]
  if (checks.some(([, right]) => right === false)) return undefined
  return checks.flatMap(([method, right]) => (right ? [method] : []))
}

function isSentCode(deps: AccountDeps, { input, recovery }: Check): boolean {
  const { keyId, recoveryId, codeDigest } = recovery
  if (codeDigest === null) return false
  const text = input.mailedCode ?? ''
  const typed = digestGuessable(deps.sealing, { keyId, text, boundTo: recoveryId })
  return timingSafeEqual(typed, codeDigest)
}

async function isSavedCode(ctx: Ctx, { input, stop }: Check): Promise<boolean> {
  const saved = await findRecoveryCodeAt(ctx, {
    memberId: stop.memberId,
    codeHash: hashSecret(foldRecoveryCode(input.recoveryCode ?? '')),
    at: await proofHorizon(ctx, stop),
  })
  return saved !== undefined
}

async function isPasskey(ctx: Ctx, deps: AccountDeps, { input, stop }: Check): Promise<boolean> {
  const answer = input.passkey
  if (answer === undefined) return false
  const challenge = await takeAnswered(ctx, { answer, purpose: 'recover' })
  const passkey = await findPasskeyBefore(ctx, {
    memberId: stop.memberId,
    credentialId: answer.id,
    at: await proofHorizon(ctx, stop),
  })
  if (challenge === undefined || !passkey) return false
  return (await checkShown(partyOf(deps), { answer, challenge, passkey })) !== undefined
}
