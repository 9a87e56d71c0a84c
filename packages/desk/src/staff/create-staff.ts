import { assert, type Ctx, ok, type Result, type StaffRole } from '@modosu/kernel'
import { insertStaff } from '../store/staff.ts'
import { hashStaffPassword } from './staff-password.ts'

const PASSWORD_LENGTH_MIN = 10

/**
 * Adds a member of staff. Not behind an endpoint: the company's operator runs it. With the same
 * login or id again nothing changes and the answer says so.
 */
export async function createStaff(
  ctx: Ctx,
  input: {
    staffId?: string
    login: string
    name: string
    role: StaffRole
    password: string
  },
): Promise<Result<{ staffId: string; created: boolean }, never>> {
  assert(
    input.password.length >= PASSWORD_LENGTH_MIN,
    'a staff password has ten characters or more',
  )
  const staffId = input.staffId ?? ctx.newId('staff')
  const created = await insertStaff(ctx, {
    staffId,
    login: input.login,
    name: input.name,
    role: input.role,
    passwordHash: await hashStaffPassword(input.password),
  })
  return ok({ staffId, created })
}
