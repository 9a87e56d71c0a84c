import { type Ctx, ok, refuse } from '@modosu/kernel'
import { tellSignIn } from '../changes/tell-sign-in.ts'
import { SECRET_BYTES } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { hashSecret } from '../secrets/seal.ts'
import { type BegunSession, beginSession, type ComingIn } from '../sessions/begin-session.ts'
import type { Browser } from '../sessions/recognise-device.ts'
import { insertHalfSignIn } from '../store/half-sign-ins.ts'
import { findMember, findMemberByName, lockMember } from '../store/members.ts'
import { findStandingStop } from '../store/stops.ts'
import { readFactors, secondFactorsOf } from './factors.ts'
import { isPassword } from './passwords.ts'
import { HALF_SIGN_IN_TTL_MS } from './sign-in-limits.ts'
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
 * factor. A name that does not exist gets the same answer after the same work.
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
  const methods = secondFactorsOf(await readFactors(ctx, memberId))
  if (methods.length > 0) {
    const halfSignIn = ctx.newSecret(SECRET_BYTES)
    const expiresAt = new Date(ctx.now.getTime() + HALF_SIGN_IN_TTL_MS)
    await insertHalfSignIn(ctx, { tokenHash: hashSecret(halfSignIn), memberId, expiresAt })
    return refuse({ code: 'account/second_factor_needed', halfSignIn, methods, expiresAt })
  }
  const by = { wayIn: 'password', provenBy: 'password' } as const
  return ok(await comeIn(ctx, deps, { memberId, browser, by }))
}

/** Begins the session of a member who has shown all that his account asks for, and tells it. */
export async function comeIn(
  ctx: Ctx,
  deps: AccountDeps,
  who: { memberId: string; browser: Browser; by: ComingIn },
): Promise<SignedIn> {
  const { memberId } = who
  const session = await beginSession(ctx, who)
  await tellSignIn(ctx, deps, { memberId, sessionId: session.id, deviceId: session.deviceId })
  return { memberId, session }
}
