import { createHash } from 'node:crypto'
import { type Ctx, ok, type Result, refuse, type StaffRole, takeTry } from '@modosu/kernel'
import type { DeskRefusal } from './errors.ts'
import { isStaffPassword } from './staff-password.ts'
import { findStaffByLogin, insertStaffSession } from './store/staff.ts'

const SESSION_HOURS = 8
const HOUR_MS = 60 * 60 * 1000
const WINDOW_MS = 15 * 60 * 1000
const TRIES_PER_LOGIN_MAX = 10
const TRIES_PER_NETWORK_MAX = 50
const TOKEN_BYTES = 32

export interface StaffSession {
  readonly token: string
  readonly staffId: string
  readonly name: string
  readonly role: StaffRole
  readonly expiresAt: Date
}

/**
 * Signs a member of staff in for a working day. Unknown names and wrong passwords get one answer
 * after the same work. The count of tries must be committed also when this refuses.
 *
 * Refuses, in this order: `desk/too_many_tries`, `desk/sign_in_refused`.
 */
export async function signInStaff(
  ctx: Ctx,
  input: { login: string; password: string; ip: string },
): Promise<Result<StaffSession, DeskRefusal>> {
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
  const token = ctx.newSecret(TOKEN_BYTES)
  const expiresAt = new Date(ctx.now.getTime() + SESSION_HOURS * HOUR_MS)
  await insertStaffSession(ctx, { tokenHash: hashToken(token), staffId: staff.staffId, expiresAt })
  return ok({ token, staffId: staff.staffId, name: staff.name, role: staff.role, expiresAt })
}

/** Only the hash of a session token is stored: who reads the table cannot sign in with it. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
