import type { Ctx, StaffActor } from '@modosu/kernel'
import { hashToken } from './sign-in-staff.ts'
import { findStaffBySession } from './store/staff.ts'

/** Who holds this session token, or `undefined` when it is unknown, ended or too old. */
export async function authenticateStaff(ctx: Ctx, token: string): Promise<StaffActor | undefined> {
  const staff = await findStaffBySession(ctx, hashToken(token))
  return staff && { kind: 'staff', ...staff }
}
