import { type Ctx, ok, type Result, type StaffActor } from '@modosu/kernel'
import { endLimit, insertLimit, type LimitScope, readLimit } from '../store/member-limit.ts'

/** Whether the office has taken this from a member: to sell, or to have sales money paid out. */
export function isLimited(ctx: Ctx, memberId: string, scope: LimitScope): Promise<boolean> {
  return readLimit(ctx, memberId, scope)
}

/**
 * The office limits a member, or lifts a limit: a seller who was found to be one with the thief sells
 * nothing more and is paid nothing out. Twice is once.
 */
export async function limitMember(
  ctx: Ctx,
  input: {
    memberId: string
    scope: LimitScope
    limited: boolean
    reason: string
    staff: StaffActor
  },
): Promise<Result<{ limited: boolean }, never>> {
  const { memberId, scope, limited, reason, staff } = input
  if (limited) await insertLimit(ctx, { memberId, scope, reason, setBy: staff.staffId })
  else await endLimit(ctx, memberId, scope)
  return ok({ limited })
}
