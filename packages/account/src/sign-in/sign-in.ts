import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { knownDeviceTries, nameTries, networkTries } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import { type Browser, findBrowserDevice, networkOf } from '../sessions/recognise-device.ts'
import { findMember, findMemberByName, lockMember } from '../store/members.ts'
import { isKnownDevice } from '../store/sessions.ts'
import { findStandingStop } from '../store/stops.ts'
import { isPassword } from './passwords.ts'

export interface SignIn {
  /** A login ID or a confirmed address. */
  readonly login: string
  readonly password: string
}

/**
 * Begins a session for whoever knows the password. A name that does not exist gets the same answer
 * after the same work.
 *
 * Refuses, in order: `account/too_many_tries`, `account/sign_in_refused`,
 * `account/address_unconfirmed`, `account/stopped`. The last two need the right password. A refused
 * try counts, so the caller must commit.
 */
export async function signIn(
  ctx: Ctx,
  input: SignIn & { browser: Browser },
): Promise<Outcome<{ memberId: string; session: BegunSession }>> {
  const { browser } = input
  const loginKey = foldName(input.login)
  const found = await findMemberByName(ctx, loginKey)
  if (!(await mayTry(ctx, { loginKey, memberId: found?.memberId, browser }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  if (!(await isPassword(input.password, found?.passwordHash)) || !found) {
    return refuse({ code: 'account/sign_in_refused' })
  }
  await lockMember(ctx, found.memberId)
  const member = await findMember(ctx, found.memberId)
  // The password may have been changed while this one was compared.
  if (member?.passwordHash !== found.passwordHash) {
    return refuse({ code: 'account/sign_in_refused' })
  }
  if (member.confirmedAt === null) return refuse({ code: 'account/address_unconfirmed' })
  if (await findStandingStop(ctx, member.memberId)) return refuse({ code: 'account/stopped' })
  const session = await beginSession(ctx, { memberId: member.memberId, browser })
  return ok({ memberId: member.memberId, session })
}

/**
 * Tries from a device that the member uses have a count of their own: a stranger who uses up the
 * tries of a name, or of a network, cannot lock its owner out (OWASP ASVS 5.0, 6.1.1).
 */
async function mayTry(
  ctx: Ctx,
  who: { loginKey: string; memberId: string | undefined; browser: Browser },
): Promise<boolean> {
  const { memberId, browser } = who
  const deviceId = await findBrowserDevice(ctx, browser)
  if (memberId !== undefined && deviceId !== undefined) {
    if (await isKnownDevice(ctx, { memberId, deviceId })) {
      const key = `account.sign_in ${memberId} ${deviceId}`
      return await takeTry(ctx, { key, ...knownDeviceTries })
    }
  }
  const network = networkOf(browser.origin.ip)
  const byName = await takeTry(ctx, { key: `account.sign_in ${who.loginKey}`, ...nameTries })
  const byNetwork = await takeTry(ctx, { key: `account.sign_in.from ${network}`, ...networkTries })
  return byName && byNetwork
}
