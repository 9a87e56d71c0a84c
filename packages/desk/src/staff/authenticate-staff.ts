import type { Asked, Authenticators, Ctx, StaffActor } from '@modosu/kernel'
import type { DeskPolicy } from '../desk-deps.ts'
import { findStaffBySession } from '../store/staff.ts'
import { hashToken } from './begin-staff-session.ts'

/** What a session begun by a password may do where passkeys are a must. */
const TO_ENROL: ReadonlySet<string> = new Set([
  'get /desk/v1/staff/session',
  'delete /desk/v1/staff/session',
  'post /desk/v1/staff/passkeys/begin',
  'post /desk/v1/staff/passkeys',
])

/** Finds out who of the desk asks, under the company's rule for passwords. */
export function staffAuthenticator(policy: DeskPolicy): Authenticators['staff'] {
  return (ctx, token, _origin, asked) => authenticateStaff(ctx, { policy, token, asked })
}

/** Who holds this session, or `undefined` when it is unknown, ended, too old or not enough. */
async function authenticateStaff(
  ctx: Ctx,
  given: { policy: DeskPolicy; token: string; asked: Asked },
): Promise<StaffActor | undefined> {
  const session = await findStaffBySession(ctx, hashToken(given.token))
  if (!session) return undefined
  const { staffId, name, role, wayIn, startedAt } = session
  const isEnough = wayIn === 'passkey' || given.policy.staffPasswords === 'until_passkey'
  if (!isEnough && !TO_ENROL.has(given.asked.operation)) return undefined
  return { kind: 'staff', staffId, name, role, session: { begunAt: startedAt, wayIn } }
}
