import { assert, type Ctx, type MemberActor, ok } from '@modosu/kernel'
import { writeDevice } from '../mails/device-words.ts'
import type { Outcome } from '../outcome.ts'
import { listLatestChanges, listUndoEnds } from '../store/changes.ts'
import { findMember } from '../store/members.ts'
import { listLiveSessions } from '../store/sessions.ts'

/** Who is signed in, and which ways out are shut or delayed until when. */
export async function showSession(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<
  Outcome<{
    memberId: string
    sessionId: string
    loginId: string
    displayName: string
    email: string
    restrictions: MemberActor['restrictions']
  }>
> {
  const { memberId, sessionId, restrictions } = input.actor
  const member = await findMember(ctx, memberId)
  assert(member?.email && member.loginId, 'a signed-in member is confirmed')
  const { displayName, loginId, email } = member
  return ok({ memberId, sessionId, loginId, displayName, email, restrictions })
}

/** The member's sessions that are open, newest first. */
export async function listSessions(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ sessions: unknown[] }>> {
  const { memberId, sessionId: own } = input.actor
  const rows = await listLiveSessions(ctx, memberId)
  const sessions = rows.map((row) => ({
    sessionId: row.sessionId,
    deviceId: row.deviceId,
    begunAt: row.begunAt,
    lastSeenAt: row.seenAt,
    expiresAt: row.expiresAt,
    device: writeDevice(row.userAgent),
    network: row.network,
    country: row.country,
    wayIn: row.wayIn,
    isThisOne: row.sessionId === own,
  }))
  return ok({ sessions })
}

/** The latest changes of the member's account, newest first, and until when each can be undone. */
export async function listOwnChanges(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ changes: unknown[] }>> {
  const { memberId, sessionId: own } = input.actor
  const rows = await listLatestChanges(ctx, memberId)
  const undoEnds = await listUndoEnds(ctx, memberId)
  const changes = rows.map(({ changeId, field, at, madeBy, sessionId }) => ({
    changeId,
    field,
    at,
    madeBy,
    inThisSession: sessionId === own,
    undoUntil: undoEnds.get(changeId) ?? null,
  }))
  return ok({ changes })
}
