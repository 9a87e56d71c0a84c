import { type Ctx, MEMBER_COOKIE, type MemberActor, ok, refuse, takeTry } from '@modosu/kernel'
import { guardTries, SECRET_BYTES, SESSION_TTL_SECONDS } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import { askToShow, type ShownAnswer } from '../passkeys/ceremony.ts'
import { giveChallenge } from '../passkeys/challenges.ts'
import { partyOf } from '../passkeys/party-of.ts'
import { showPasskey } from '../passkeys/show-passkey.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import type { Browser } from '../sessions/recognise-device.ts'
import { findMember } from '../store/members.ts'
import { listPasskeys } from '../store/passkeys.ts'
import { changeToken, markProven, type ProvenBy } from '../store/sessions.ts'
import { findTotp } from '../store/totps.ts'
import { takeTotpCode } from '../totp/totp-codes.ts'
import { proofsOf, readFactors } from './factors.ts'
import { isPassword } from './passwords.ts'
import { useRecoveryCode } from './use-recovery-code.ts'

/** One of these. */
export interface Proof {
  readonly password?: string | undefined
  readonly totpCode?: string | undefined
  readonly recoveryCode?: string | undefined
  readonly passkey?: ShownAnswer | undefined
}

/** By what the member of this session may prove himself, and what his browser is to be asked. */
export async function beginProof(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor },
): Promise<
  Outcome<{ methods: readonly ProvenBy[]; options?: Awaited<ReturnType<typeof askToShow>> }>
> {
  const { memberId, sessionId } = input.actor
  const methods = proofsOf(await readFactors(ctx, memberId))
  const own = await listPasskeys(ctx, memberId)
  if (own.length === 0) return ok({ methods })
  const challenge = await giveChallenge(ctx, { purpose: 'prove', memberId, sessionId })
  const allow = own.map((passkey) => passkey.credentialId)
  return ok({ methods, options: await askToShow(partyOf(deps), { challenge, allow }) })
}

/**
 * Shows once more that it is the member who holds this session: what is dangerous opens for ten
 * minutes, in this session only. It takes the strongest factor that the account has.
 *
 * Refuses, in order: `account/too_many_tries`, `account/proof_refused`. A wrong proof counts, so the
 * caller must commit. A saved code is used up; the one in its place is in the answer.
 */
export async function proveAgain(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor; proof: Proof; browser: Browser },
): Promise<Outcome<{ provenBy: ProvenBy; recoveryCode?: string }>> {
  const { memberId, sessionId, deviceId } = input.actor
  const key = `account.guard ${memberId} ${deviceId}`
  if (!(await takeTry(ctx, { key, ...guardTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const methods = proofsOf(await readFactors(ctx, memberId))
  // Less than the strongest is not even looked at: a saved code must not be used up for nothing.
  const shown = methods.includes(kindOf(input.proof))
    ? await checkProof(ctx, deps, input)
    : undefined
  if (!shown) return refuse({ code: 'account/proof_refused', methods })
  await markProven(ctx, { sessionId, provenBy: shown.provenBy })
  await renewToken(ctx, input)
  return ok(shown)
}

/** Whoever had copied the cookie of before holds nothing now (OWASP ASVS 5.0, 7.2.4). */
async function renewToken(
  ctx: Ctx,
  input: { actor: MemberActor; browser: Browser },
): Promise<void> {
  const { actor, browser } = input
  if (browser.cookie(MEMBER_COOKIE) === undefined) return
  const token = ctx.newSecret(SECRET_BYTES)
  const { memberId, sessionId } = actor
  await changeToken(ctx, { memberId, sessionId, tokenHash: hashSecret(token) })
  browser.setCookie(MEMBER_COOKIE, token, SESSION_TTL_SECONDS)
}

function kindOf(proof: Proof): ProvenBy {
  if (proof.passkey) return 'passkey'
  if (proof.totpCode !== undefined) return 'totp'
  return proof.recoveryCode === undefined ? 'password' : 'recovery_code'
}

async function checkProof(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor; proof: Proof },
): Promise<{ provenBy: ProvenBy; recoveryCode?: string } | undefined> {
  const { memberId, sessionId } = input.actor
  const { passkey, totpCode, recoveryCode, password } = input.proof
  if (passkey) {
    const answer = { answer: passkey, purpose: 'prove', sessionId } as const
    const shown = await showPasskey(ctx, deps, answer)
    return shown?.memberId === memberId ? { provenBy: 'passkey' } : undefined
  }
  if (totpCode !== undefined) {
    const totp = await findTotp(ctx, memberId)
    const isRight = totp !== undefined && (await takeTotpCode(ctx, deps, { totp, code: totpCode }))
    return isRight ? { provenBy: 'totp' } : undefined
  }
  if (recoveryCode !== undefined) {
    const next = await useRecoveryCode(ctx, { memberId, recoveryCode })
    return next === undefined ? undefined : { provenBy: 'recovery_code', recoveryCode: next }
  }
  const member = await findMember(ctx, memberId)
  const isRight = await isPassword(password ?? '', member?.passwordHash)
  return isRight ? { provenBy: 'password' } : undefined
}
