import { type Ctx, ok, type Result, refuse, takeTry } from '@modosu/kernel'
import type { DeskRefusal } from '../errors.ts'
import { findStaffByLogin } from '../store/staff.ts'
import { listStaffPasskeys } from '../store/staff-passkeys.ts'
import { type BegunStaffSession, beginStaffSession } from './begin-staff-session.ts'
import { isStaffPassword } from './staff-password.ts'

const WINDOW_MS = 15 * 60 * 1000
const TRIES_PER_LOGIN_MAX = 10
const TRIES_PER_NETWORK_MAX = 50

/**
 * Signs a member of staff in by password, who has no passkey yet: with one, the password opens
 * nothing any more. Unknown names and wrong passwords get one answer after the same work. The count
 * of tries must be committed also when this refuses.
 *
 * Refuses, in this order: `desk/too_many_tries`, `desk/sign_in_refused`.
 */
export async function signInStaff(
  ctx: Ctx,
  input: { login: string; password: string; ip: string },
): Promise<Result<BegunStaffSession, DeskRefusal>> {
  const perNetwork = await takeTry(ctx, {
    key: `desk.sign_in ip ${input.ip}`,
    triesMax: TRIES_PER_NETWORK_MAX,
    windowMs: WINDOW_MS,
  })
  const perLogin = await takeTry(ctx, {
    key: `desk.sign_in login ${input.login}`,
    triesMax: TRIES_PER_LOGIN_MAX,
    windowMs: WINDOW_MS,
  })
  if (!perNetwork || !perLogin) return refuse({ code: 'desk/too_many_tries' })
  const staff = await findStaffByLogin(ctx, input.login)
  const fits = await isStaffPassword(input.password, staff?.passwordHash)
  if (!staff || !fits) return refuse({ code: 'desk/sign_in_refused' })
  const passkeys = await listStaffPasskeys(ctx, staff.staffId)
  if (passkeys.length > 0) return refuse({ code: 'desk/sign_in_refused' })
  const { staffId, name, role } = staff
  return ok(await beginStaffSession(ctx, { staffId, name, role, wayIn: 'password' }))
}
