import { createHash } from 'node:crypto'
import type { Ctx, StaffRole } from '@modosu/kernel'
import { insertStaffSession, type StaffWayIn } from '../store/staff.ts'

const SESSION_HOURS = 8
const HOUR_MS = 60 * 60 * 1000
const TOKEN_BYTES = 32

export interface BegunStaffSession {
  readonly token: string
  readonly staffId: string
  readonly name: string
  readonly role: StaffRole
  readonly wayIn: StaffWayIn
  readonly expiresAt: Date
}

/** Begins a session for a working day. */
export async function beginStaffSession(
  ctx: Ctx,
  who: { staffId: string; name: string; role: StaffRole; wayIn: StaffWayIn },
): Promise<BegunStaffSession> {
  const { staffId, name, role, wayIn } = who
  const token = ctx.newSecret(TOKEN_BYTES)
  const expiresAt = new Date(ctx.now.getTime() + SESSION_HOURS * HOUR_MS)
  await insertStaffSession(ctx, { tokenHash: hashToken(token), staffId, expiresAt, wayIn })
  return { token, staffId, name, role, wayIn, expiresAt }
}

/** Only the hash of a session token is stored: who reads the table cannot sign in with it. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
