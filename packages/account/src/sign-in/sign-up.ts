import { assert, type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { makeNewRecoveryCode } from '../changes/replace-recovery-codes.ts'
import { sendCode } from '../changes/send-code.ts'
import { DAY_MS, PREVIOUS_TTL_MS, signUpTries } from '../limits.ts'
import { foldName } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { type Browser, networkOf, recogniseDevice } from '../sessions/recognise-device.ts'
import { noteDevice } from '../store/devices.ts'
import {
  freeUnconfirmedName,
  insertMember,
  isNameReserved,
  lockNames,
  setLoginId,
} from '../store/members.ts'
import { findWeakness } from './find-weakness.ts'
import { hashPassword } from './passwords.ts'

export interface SignUp {
  readonly loginId: string
  readonly email: string
  readonly password: string
  readonly displayName: string
}

/**
 * Makes a member whose address is still to be confirmed, and mails the code for that. Whether the
 * address or the login ID belongs to somebody already is told only to whoever reads its mail, when he
 * confirms (OWASP ASVS 5.0, 6.3.8).
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_weak`. The recovery code is in the
 * answer and nowhere else; only its hash is kept. Not idempotent: each call makes a member.
 */
export async function signUp(
  ctx: Ctx,
  deps: AccountDeps,
  input: SignUp & { browser: Browser },
): Promise<Outcome<{ memberId: string; recoveryCode: string }>> {
  const network = networkOf(input.browser.origin.ip)
  if (!(await takeTry(ctx, { key: `account.sign_up ${network}`, ...signUpTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const { loginId, email, displayName } = input
  const names = [loginId, email, displayName]
  const weakness = await findWeakness(ctx, deps, { password: input.password, names })
  if (weakness !== undefined) {
    const errors = [{ pointer: '/body/password', reason: weakness }]
    return refuse({ code: 'account/password_weak', errors })
  }
  const loginKey = foldName(loginId)
  await lockNames(ctx, [loginKey])
  await freeUnconfirmedName(ctx, { key: loginKey, signedUpBefore: before(ctx, DAY_MS) })
  const since = before(ctx, PREVIOUS_TTL_MS)
  const isTaken = await isNameReserved(ctx, { key: loginKey, memberId: '', since })
  const memberId = ctx.newId('mem')
  const passwordHash = await hashPassword(input.password)
  await insertMember(ctx, { memberId, displayName, passwordHash })
  const named = isTaken || (await setLoginId(ctx, { memberId, loginId, loginKey }))
  assert(named, 'a locked name that is not reserved is free')
  const deviceId = await recogniseDevice(ctx, input.browser)
  await noteDevice(ctx, { memberId, deviceId, trusted: true })
  const { recoveryCode } = await makeNewRecoveryCode(ctx, memberId)
  const to = { memberId, displayName, contact: email, purpose: 'sign_up' } as const
  await sendCode(ctx, deps, to)
  return ok({ memberId, recoveryCode })
}

function before(ctx: Ctx, ms: number): Date {
  return new Date(ctx.now.getTime() - ms)
}
