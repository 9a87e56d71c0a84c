import { type Ctx, ok, type Result, type StaffActor, type StaffRole } from '@modosu/kernel'
import type { StaffWayIn } from '../store/staff.ts'
import { listStaffPasskeys } from '../store/staff-passkeys.ts'

export interface OwnStaffSession {
  readonly staffId: string
  readonly name: string
  readonly role: StaffRole
  readonly wayIn: StaffWayIn
  readonly passkeys: readonly {
    readonly passkeyId: string
    readonly name: string
    readonly madeAt: Date
    readonly lastUsedAt: Date | null
  }[]
}

/** Who of the desk is signed in, by what, and with which passkeys he could be. */
export async function showStaffSession(
  ctx: Ctx,
  input: { actor: StaffActor },
): Promise<Result<OwnStaffSession, never>> {
  const { staffId, name, role, session } = input.actor
  const passkeys = await listStaffPasskeys(ctx, staffId)
  return ok({
    staffId,
    name,
    role,
    wayIn: session?.wayIn ?? 'password',
    passkeys: passkeys.map((one) => ({
      passkeyId: one.passkeyId,
      name: one.name,
      madeAt: one.madeAt,
      lastUsedAt: one.lastUsedAt,
    })),
  })
}
