import { type Ctx, ok, refuse } from '@modosu/kernel'
import { STOP_CONTACT_TTL_MS } from '../limits.ts'
import { foldName, maskAddress } from '../names.ts'
import type { Outcome } from '../outcome.ts'
import { listLatestChanges } from '../store/changes.ts'
import { findMember, findMemberByPastName } from '../store/members.ts'
import { findStandingStop } from '../store/stops.ts'

export interface MemberForDesk {
  readonly memberId: string
  readonly displayName: string
  readonly email: string
  readonly stoppedUnder: string | null
  readonly changes: readonly { changeId: string; field: string; at: Date; madeBy: string }[]
}

/**
 * Finds a member for the desk by a login ID or address that he has, or had within 90 days. The
 * address is masked and no value of a change is shown: the caller names them, not the desk.
 *
 * Refuses: `account/unknown_member`.
 */
export async function showMemberToDesk(
  ctx: Ctx,
  input: { login: string },
): Promise<Outcome<MemberForDesk>> {
  const since = new Date(ctx.now.getTime() - STOP_CONTACT_TTL_MS)
  const found = await findMemberByPastName(ctx, { key: foldName(input.login), since })
  const member = found && (await findMember(ctx, found.memberId))
  if (!member) return refuse({ code: 'account/unknown_member' })
  const { memberId, displayName } = member
  const stop = await findStandingStop(ctx, memberId)
  const changes = await listLatestChanges(ctx, memberId)
  return ok({
    memberId,
    displayName,
    email: maskAddress(member.email ?? ''),
    stoppedUnder: stop?.caseNumber ?? null,
    changes: changes.map(({ changeId, field, at, madeBy }) => ({ changeId, field, at, madeBy })),
  })
}
