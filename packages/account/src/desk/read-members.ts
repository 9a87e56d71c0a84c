import type { Ctx } from '@modosu/kernel'
import { findMembers } from '../store/members.ts'

/** What another service of the same company may know of a member: a name, and where to write. */
export interface MemberContact {
  readonly memberId: string
  readonly displayName: string
  readonly email: string
}

/** The contacts of these members; who is unknown or has no confirmed address is left out. */
export async function readMembers(
  ctx: Ctx,
  memberIds: readonly string[],
): Promise<readonly MemberContact[]> {
  const members = await findMembers(ctx, memberIds)
  return members.flatMap(({ memberId, displayName, email }) =>
    email === null ? [] : [{ memberId, displayName, email }],
  )
}
