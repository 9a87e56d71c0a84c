import { timingSafeEqual } from 'node:crypto'
import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { digestGuessable, hashSecret } from '../secrets/seal.ts'
import type { ComingIn } from '../sessions/begin-session.ts'
import { type Browser, findBrowserDevice } from '../sessions/recognise-device.ts'
import { isKnownDevice } from '../store/devices.ts'
import { countHalfSignInTry, type HalfSignIn, lockHalfSignIn } from '../store/half-sign-ins.ts'
import { findMember, lockMember } from '../store/members.ts'
import { findStandingStop } from '../store/stops.ts'
import { findTotp } from '../store/totps.ts'
import { takeTotpCode } from '../totp/totp-codes.ts'
import { halfCodeOf } from './begin-half-sign-in.ts'
import { comeIn, type SignedIn } from './sign-in.ts'
import { factorTries, HALF_SIGN_IN_TRIES_MAX } from './sign-in-limits.ts'
import { useRecoveryCode } from './use-recovery-code.ts'

/** What completes a sign-in: one of these. A passkey needs no half sign-in; it is a whole one. */
export interface SecondFactor {
  readonly totpCode?: string | undefined
  readonly sentCode?: string | undefined
  readonly recoveryCode?: string | undefined
}

/**
 * Completes a sign-in by a code of the authenticator app, by the code that was sent for it, or by a
 * saved code. The saved code is used up, and the one that takes its place is in the answer and
 * nowhere else. A session that looked risky may add nothing new.
 *
 * Refuses, in order: `account/sign_in_over` (unknown, too late, too many codes, ended by a stop or a
 * new password), `account/stopped`, `account/too_many_tries`, `account/second_factor_wrong` with the
 * tries that are left. A wrong code counts, so the caller must commit.
 */
export async function finishSignIn(
  ctx: Ctx,
  deps: AccountDeps,
  input: SecondFactor & { halfSignIn: string; browser: Browser },
): Promise<Outcome<SignedIn & { recoveryCode?: string }>> {
  const { browser } = input
  const tokenHash = hashSecret(input.halfSignIn)
  const half = await lockHalfSignIn(ctx, tokenHash)
  const over = { code: 'account/sign_in_over' } as const
  if (!half) return refuse(over)
  const { memberId } = half
  await lockMember(ctx, memberId)
  const member = await findMember(ctx, memberId)
  if (!member) return refuse(over)
  if (await findStandingStop(ctx, memberId)) return refuse({ code: 'account/stopped' })
  if (!(await takeFactorTry(ctx, { memberId, browser }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const shown = await showSecondFactor(ctx, deps, { half, tokenHash, ...input })
  const tries = half.tries + 1
  const finishes = shown !== undefined
  const closes = finishes || tries >= HALF_SIGN_IN_TRIES_MAX
  await countHalfSignInTry(ctx, { tokenHash, closes, finishes })
  if (!shown) {
    const triesLeft = HALF_SIGN_IN_TRIES_MAX - tries
    ctx.log.warn({ memberId, triesLeft }, 'wrong second factor after the right password')
    return refuse({ code: 'account/second_factor_wrong', triesLeft })
  }
  const { recoveryCode, ...by } = shown
  const signedIn = await comeIn(ctx, deps, { memberId, browser, by, risks: half.risks })
  return ok({ ...signedIn, ...(recoveryCode === undefined ? {} : { recoveryCode }) })
}

async function showSecondFactor(
  ctx: Ctx,
  deps: AccountDeps,
  shown: SecondFactor & { half: HalfSignIn; tokenHash: Buffer },
): Promise<(ComingIn & { recoveryCode?: string }) | undefined> {
  const { totpCode, sentCode, recoveryCode: typed } = shown
  const { memberId } = shown.half
  if (totpCode !== undefined) {
    const totp = await findTotp(ctx, memberId)
    const isRight = totp !== undefined && (await takeTotpCode(ctx, deps, { totp, code: totpCode }))
    return isRight ? { wayIn: 'password_totp', provenBy: 'totp' } : undefined
  }
  if (sentCode !== undefined) {
    const isRight = isSentCode(deps, { ...shown, sentCode })
    return isRight ? { wayIn: 'password_sent_code', provenBy: 'password' } : undefined
  }
  if (typed === undefined) return undefined
  const recoveryCode = await useRecoveryCode(ctx, { memberId, recoveryCode: typed })
  if (recoveryCode === undefined) return undefined
  return { wayIn: 'password_recovery_code', provenBy: 'recovery_code', recoveryCode }
}

function isSentCode(
  deps: AccountDeps,
  typed: { half: HalfSignIn; tokenHash: Buffer; sentCode: string },
): boolean {
  const { keyId, codeDigest } = typed.half
  if (keyId === null || codeDigest === null) return false
  const boundTo = halfCodeOf(typed.tokenHash)
  const digest = digestGuessable(deps.sealing, { keyId, text: typed.sentCode, boundTo })
  return timingSafeEqual(digest, codeDigest)
}

/** Whoever stole a password guesses at the app's codes in a count that is not the owner's. */
async function takeFactorTry(
  ctx: Ctx,
  who: { memberId: string; browser: Browser },
): Promise<boolean> {
  const { memberId } = who
  const deviceId = await findBrowserDevice(ctx, who.browser)
  const known = deviceId !== undefined && (await isKnownDevice(ctx, { memberId, deviceId }))
  const from = known ? deviceId : 'elsewhere'
  return await takeTry(ctx, { key: `account.factor ${memberId} ${from}`, ...factorTries })
}
