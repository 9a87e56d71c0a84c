import { type Ctx, ok, refuse } from '@modosu/kernel'
import { tellSignIn } from '../changes/tell-sign-in.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { type BegunSession, beginSession, type ComingIn } from '../sessions/begin-session.ts'
import type { Browser } from '../sessions/recognise-device.ts'
import { findMember, findMemberByName, lockMember } from '../store/members.ts'
import { markRiskStepUp } from '../store/sightings.ts'
import { findStandingStop } from '../store/stops.ts'
import { beginHalfSignIn } from './begin-half-sign-in.ts'
import { type Factors, readFactors } from './factors.ts'
import { noteManyTries } from './note-many-tries.ts'
import { isPassword } from './passwords.ts'
import { type Risk, readRisks } from './read-risks.ts'
import { takeSignInTry } from './take-sign-in-try.ts'

export interface SignIn {
  /** A login ID or a confirmed address. */
  readonly login: string
  readonly password: string
}

export interface SignedIn {
  readonly memberId: string
  readonly session: BegunSession
}

/**
 * Begins a session for whoever knows the password, or half a sign-in where the account has a second
 * factor, or has none and the sign-in looks risky (`policy.signIn`). A name that does not exist gets
 * the same answer after the same work.
 *
 * Refuses, in order: `account/too_many_tries`, `account/sign_in_refused`,
 * `account/address_unconfirmed`, `account/stopped`, `account/second_factor_needed` with the half
 * sign-in and what completes it. All but the first two need the right password. A refused try
 * counts, so the caller must commit.
 */
export async function signIn(
  ctx: Ctx,
  deps: AccountDeps,
  input: SignIn & { browser: Browser },
): Promise<Outcome<SignedIn>> {
  const { browser } = input
  const loginKey = foldName(input.login)
  const found = await findMemberByName(ctx, loginKey)
  if (!(await takeSignInTry(ctx, { loginKey, memberId: found?.memberId, browser }))) {
    await noteManyTries(ctx, deps, loginKey)
    return refuse({ code: 'account/too_many_tries' })
  }
  if (!(await isPassword(input.password, found?.passwordHash)) || !found) {
    return refuse({ code: 'account/sign_in_refused' })
  }
  const { memberId } = found
  await lockMember(ctx, memberId)
  const member = await findMember(ctx, memberId)
  // The password may have been changed while this one was compared.
  if (member?.passwordHash !== found.passwordHash) {
    return refuse({ code: 'account/sign_in_refused' })
  }
  if (member.confirmedAt === null) return refuse({ code: 'account/address_unconfirmed' })
  if (await findStandingStop(ctx, memberId)) return refuse({ code: 'account/stopped' })
  const factors = await readFactors(ctx, memberId)
  const risks = await readRisks(ctx, deps, { memberId, browser, password: input.password })
  if (asksMore(deps, { factors, risks })) {
    const { displayName } = member
    const half = { memberId, displayName, factors, risks, browser }
    const begun = await beginHalfSignIn(ctx, deps, half)
    return refuse({ code: 'account/second_factor_needed', ...begun })
  }
  const by = { wayIn: 'password', provenBy: 'password' } as const
  return ok(await comeIn(ctx, deps, { memberId, browser, by, risks }))
}

/** An account that has a factor asks for it always; whether one without does is policy. */
function asksMore(deps: AccountDeps, about: { factors: Factors; risks: readonly Risk[] }): boolean {
  const { factors, risks } = about
  if (factors.passkey || factors.totp) return true
  const { secondProof } = deps.policy.signIn
  return secondProof === 'always' || (secondProof === 'when_risky' && risks.length > 0)
}

/**
 * Begins the session of a member who has shown all that his account asks for, and tells it. One that
 * looked risky is marked: what only a stolen proof opened must not enrol another.
 */
export async function comeIn(
  ctx: Ctx,
  deps: AccountDeps,
  who: { memberId: string; browser: Browser; by: ComingIn; risks: readonly string[] },
): Promise<SignedIn> {
  const { memberId, risks } = who
  const session = await beginSession(ctx, who)
  const { id: sessionId, deviceId } = session
  if (risks.length > 0) await markRiskStepUp(ctx, sessionId)
  await tellSignIn(ctx, deps, { memberId, sessionId, deviceId, isRisky: risks.length > 0 })
  return { memberId, session }
}
