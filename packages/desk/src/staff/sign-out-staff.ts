import { type Ctx, ok, type Result } from '@modosu/kernel'
import { endStaffSession } from '../store/staff.ts'
import { hashToken } from './begin-staff-session.ts'

/** Ends a staff session. Ending one that is not there changes nothing. */
export async function signOutStaff(
  ctx: Ctx,
  input: { token: string },
): Promise<Result<{ signedOut: true }, never>> {
  await endStaffSession(ctx, hashToken(input.token))
  return ok({ signedOut: true })
}
