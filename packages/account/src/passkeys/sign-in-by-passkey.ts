import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { type Browser, networkOf } from '../sessions/recognise-device.ts'
import { comeIn, type SignedIn } from '../sign-in/sign-in.ts'
import { findMember, lockMember } from '../store/members.ts'
import { findStandingStop } from '../store/stops.ts'
import { askToShow, type ShownAnswer } from './ceremony.ts'
import { giveChallenge } from './challenges.ts'
import { partyOf } from './party-of.ts'
import { passkeyTries } from './passkey-limits.ts'
import { showPasskey } from './show-passkey.ts'

type ShowOptions = Awaited<ReturnType<typeof askToShow>>

/**
 * Begins a sign-in by passkey. No name is asked for, so nothing about names can be learned here.
 *
 * Refuses: `account/too_many_tries` of the network. Tries are counted, so the caller must commit.
 */
export async function beginPasskeySignIn(
  ctx: Ctx,
  deps: AccountDeps,
  input: { ip: string },
): Promise<Outcome<{ options: ShowOptions }>> {
  const key = `account.passkey ${networkOf(input.ip)}`
  if (!(await takeTry(ctx, { key, ...passkeyTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const challenge = await giveChallenge(ctx, { purpose: 'sign_in' })
  return ok({ options: await askToShow(partyOf(deps), { challenge }) })
}

/**
 * Begins a session for whoever holds a passkey and opened it by its own lock: two factors in one.
 * No count of tries stands before it, so that nobody can shut a member out of his own passkey.
 *
 * Refuses, in order: `account/passkey_refused`, `account/stopped`. An answer counts once, so the
 * caller must commit.
 */
export async function signInByPasskey(
  ctx: Ctx,
  deps: AccountDeps,
  input: { answer: ShownAnswer; browser: Browser },
): Promise<Outcome<SignedIn>> {
  const { answer, browser } = input
  const passkey = await showPasskey(ctx, deps, { answer, purpose: 'sign_in' })
  if (!passkey) return refuse({ code: 'account/passkey_refused' })
  const { memberId, passkeyId } = passkey
  await lockMember(ctx, memberId)
  const member = await findMember(ctx, memberId)
  if (!member?.confirmedAt) return refuse({ code: 'account/passkey_refused' })
  if (await findStandingStop(ctx, memberId)) return refuse({ code: 'account/stopped' })
  const by = { wayIn: 'passkey', provenBy: 'passkey', passkeyId } as const
  // A passkey cannot be tricked out of anybody: what else is unusual makes it no riskier.
  return ok(await comeIn(ctx, deps, { memberId, browser, by, risks: [] }))
}
