import type { Ctx } from '@modosu/kernel'
import { SESSIONS_SHOWN_MAX } from '../limits.ts'
import { IDLE_MS, SEEN_EVERY_MS } from '../sessions/session-limits.ts'
import { type Pages, readPages } from './read-pages.ts'

export type EndReason =
  | 'signed_out'
  | 'ended_by_member'
  | 'password_changed'
  | 'password_reset'
  | 'stopped'
  | 'by_staff'
  | 'factor_changed'

/** By what a session was begun. */
export type WayIn =
  | 'password'
  | 'password_totp'
  | 'password_recovery_code'
  | 'password_sent_code'
  | 'passkey'
  | 'given_back'
  | 'api_token'

/** By what a member last showed that it is he. */
export type ProvenBy = 'password' | 'totp' | 'passkey' | 'recovery_code'

/** Whoever remembers sessions in memory hears of every end on this channel. */
export const SESSION_CHANNEL = 'account_session'

export interface LiveSession {
  sessionId: string
  memberId: string
  deviceId: string
  expiresAt: Date
  seenAt: Date
  [column: string]: unknown
}

const LIVE_SESSION = `
  select s.session_id as "sessionId", s.member_id as "memberId", s.device_id as "deviceId",
         s.expires_at as "expiresAt", coalesce(u.seen_at, s.begun_at) as "seenAt"
  from account.session s left join account.session_use u on u.session_id = s.session_id
  where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
    and coalesce(u.seen_at, s.begun_at) > $3`

/** Locks the session for reading: it cannot end before this transaction does. */
export async function lockLiveSession(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<LiveSession | undefined> {
  const idleSince = new Date(ctx.now.getTime() - IDLE_MS)
  const found = await ctx.tx.query<LiveSession>(`${LIVE_SESSION} for share of s`, [
    tokenHash,
    ctx.now,
    idleSince,
  ])
  return found.rows[0]
}

/** The session as it stands now; it may end the next moment. */
export async function findLiveSession(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<LiveSession | undefined> {
  const idleSince = new Date(ctx.now.getTime() - IDLE_MS)
  const found = await ctx.tx.query<LiveSession>(LIVE_SESSION, [tokenHash, ctx.now, idleSince])
  return found.rows[0]
}

/** Notes that a session is in use, at most every quarter of an hour. */
export async function noteSessionUse(
  ctx: Ctx,
  session: Pick<LiveSession, 'sessionId' | 'seenAt'>,
): Promise<void> {
  if (ctx.now.getTime() - session.seenAt.getTime() < SEEN_EVERY_MS) return
  await ctx.tx.query(
    `insert into account.session_use (session_id, seen_at) values ($1, $2)
     on conflict on constraint session_use_pkey do update
       set seen_at = greatest(session_use.seen_at, excluded.seen_at)`,
    [session.sessionId, ctx.now],
  )
}

/** Every process drops what it remembers of the member's sessions, when this is committed. */
export async function tellSessionsChanged(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query('select pg_notify($1, $2)', [SESSION_CHANNEL, memberId])
}

/** Waits for every request of the member's sessions that runs at this moment. */
export async function lockSessions(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query(
    `select 1 from account.session where member_id = $1 and ended_at is null
     order by session_id for update`,
    [memberId],
  )
}

export interface NewSession {
  readonly sessionId: string
  readonly memberId: string
  readonly deviceId: string
  readonly tokenHash: Buffer
  readonly network: string
  readonly country: string | undefined
  readonly wayIn: WayIn
  readonly passkeyId: string | undefined
  readonly provenBy: ProvenBy
  readonly expiresAt: Date
}

export async function insertSession(ctx: Ctx, session: NewSession): Promise<void> {
  await ctx.tx.query(
    `insert into account.session
       (session_id, member_id, device_id, token_hash, network, country, way_in, passkey_id,
        begun_at, proven_at, proven_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)`,
    [
      session.sessionId,
      session.memberId,
      session.deviceId,
      session.tokenHash,
      session.network,
      session.country ?? null,
      session.wayIn,
      session.passkeyId ?? null,
      ctx.now,
      session.provenBy,
      session.expiresAt,
    ],
  )
}

/** The member showed once more that it is he, in this session. */
export async function markProven(
  ctx: Ctx,
  proof: { sessionId: string; provenBy: ProvenBy },
): Promise<void> {
  await ctx.tx.query(
    'update account.session set proven_at = $2, proven_by = $3 where session_id = $1',
    [proof.sessionId, ctx.now, proof.provenBy],
  )
}

export async function findLastProof(
  ctx: Ctx,
  sessionId: string,
): Promise<{ provenAt: Date; provenBy: ProvenBy } | undefined> {
  const found = await ctx.tx.query<{ provenAt: Date; provenBy: ProvenBy }>(
    `select proven_at as "provenAt", proven_by as "provenBy" from account.session
     where session_id = $1 and proven_at is not null`,
    [sessionId],
  )
  return found.rows[0]
}

export async function endSession(
  ctx: Ctx,
  session: { memberId: string; sessionId: string; reason: EndReason },
): Promise<boolean> {
  const ended = await ctx.tx.query(
    `update account.session set ended_at = $3, end_reason = $4
     where member_id = $1 and session_id = $2 and ended_at is null and expires_at > $3`,
    [session.memberId, session.sessionId, ctx.now, session.reason],
  )
  await tellSessionsChanged(ctx, session.memberId)
  return ended.rowCount === 1
}

/** Ends the session of a token, whosever it is. */
export async function endSessionOf(ctx: Ctx, tokenHash: Buffer): Promise<void> {
  const ended = await ctx.tx.query<{ memberId: string }>(
    `update account.session set ended_at = $2, end_reason = 'signed_out'
     where token_hash = $1 and ended_at is null
     returning member_id as "memberId"`,
    [tokenHash, ctx.now],
  )
  for (const { memberId } of ended.rows) await tellSessionsChanged(ctx, memberId)
}

/** Gives a session another token; the earlier one opens nothing any more. */
export async function changeToken(
  ctx: Ctx,
  session: { memberId: string; sessionId: string; tokenHash: Buffer },
): Promise<void> {
  await ctx.tx.query('update account.session set token_hash = $2 where session_id = $1', [
    session.sessionId,
    session.tokenHash,
  ])
  await tellSessionsChanged(ctx, session.memberId)
}

/** Ends the member's sessions and whatever sign-in of his is half finished. */
export async function endSessions(
  ctx: Ctx,
  which: {
    memberId: string
    deviceId?: string
    exceptSessionId?: string
    reason: EndReason
  },
): Promise<number> {
  const ended = await ctx.tx.query(
    `update account.session set ended_at = $3, end_reason = $4
     where member_id = $1 and session_id is distinct from $2 and ended_at is null
       and ($5::text is null or device_id = $5)`,
    [which.memberId, which.exceptSessionId ?? null, ctx.now, which.reason, which.deviceId ?? null],
  )
  await closeHalfSignIns(ctx, which.memberId)
  await tellSessionsChanged(ctx, which.memberId)
  return ended.rowCount
}

/** What only waits for a second factor, or for an answer of a passkey, ends too. */
async function closeHalfSignIns(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query(
    'update account.half_sign_in set closed_at = $2 where member_id = $1 and closed_at is null',
    [memberId, ctx.now],
  )
  await ctx.tx.query(
    'update account.challenge set used_at = $2 where member_id = $1 and used_at is null',
    [memberId, ctx.now],
  )
}

export interface ShownSession {
  sessionId: string
  deviceId: string
  begunAt: Date
  seenAt: Date
  expiresAt: Date
  endedAt: Date | null
  wayIn: WayIn
  passkeyId: string | null
  apiTokenId: string | null
  userAgent: string
  network: string
  country: string | null
  [column: string]: unknown
}

const SHOWN_SESSION = `
  select s.session_id as "sessionId", s.device_id as "deviceId", s.begun_at as "begunAt",
         coalesce(u.seen_at, s.begun_at) as "seenAt", s.expires_at as "expiresAt",
         s.ended_at as "endedAt", s.way_in as "wayIn", s.passkey_id as "passkeyId",
         s.api_token_id as "apiTokenId",
         d.user_agent as "userAgent", s.network, s.country
  from account.session s join account.device d on d.device_id = s.device_id
  left join account.session_use u on u.session_id = s.session_id`

/** The sessions that somebody is signed in with; keys for programs are listed by themselves. */
export async function listLiveSessions(ctx: Ctx, memberId: string): Promise<ShownSession[]> {
  const idleSince = new Date(ctx.now.getTime() - IDLE_MS)
  const found = await ctx.tx.query<ShownSession>(
    `${SHOWN_SESSION}
     where s.member_id = $1 and s.ended_at is null and s.expires_at > $2
       and coalesce(u.seen_at, s.begun_at) > $3 and s.api_token_id is null
     order by s.begun_at desc, s.session_id limit $4`,
    [memberId, ctx.now, idleSince, SESSIONS_SHOWN_MAX],
  )
  return found.rows
}

/** Every session that began after `since`, oldest first: what a takeover is worked out from. */
export async function listSessionsSince(
  ctx: Ctx,
  which: { memberId: string; since: Date },
): Promise<Pages<ShownSession>> {
  return await readPages(async (before, limit) => {
    const found = await ctx.tx.query<ShownSession>(
      `${SHOWN_SESSION}
       where s.member_id = $1 and s.begun_at > $2
         and ($3::text is null or (s.begun_at, s.session_id) < ($4, $3))
       order by s.begun_at desc, s.session_id desc limit $5`,
      [which.memberId, which.since, before?.sessionId ?? null, before?.begunAt ?? null, limit],
    )
    return found.rows
  })
}
