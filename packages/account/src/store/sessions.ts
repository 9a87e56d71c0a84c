import type { Ctx } from '@modosu/kernel'
import { INTERVAL_ROWS_MAX, SESSIONS_SHOWN_MAX } from '../limits.ts'

export type EndReason =
  | 'signed_out'
  | 'ended_by_member'
  | 'password_changed'
  | 'password_reset'
  | 'stopped'
  | 'by_staff'

export interface LiveSession {
  sessionId: string
  memberId: string
  deviceId: string
  expiresAt: Date
  [column: string]: unknown
}

/** Locks the session for reading: it cannot end before this transaction does. */
export async function lockLiveSession(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<LiveSession | undefined> {
  const found = await ctx.tx.query<LiveSession>(
    `select session_id as "sessionId", member_id as "memberId", device_id as "deviceId",
            expires_at as "expiresAt"
     from account.session
     where token_hash = $1 and ended_at is null and expires_at > $2
     for share`,
    [tokenHash, ctx.now],
  )
  return found.rows[0]
}

/** Waits for every request of the member's sessions that runs at this moment. */
export async function lockSessions(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query(
    `select 1 from account.session where member_id = $1 and ended_at is null
     order by session_id for update`,
    [memberId],
  )
}

export async function insertSession(
  ctx: Ctx,
  session: {
    sessionId: string
    memberId: string
    deviceId: string
    tokenHash: Buffer
    network: string
    expiresAt: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.session
       (session_id, member_id, device_id, token_hash, network, begun_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      session.sessionId,
      session.memberId,
      session.deviceId,
      session.tokenHash,
      session.network,
      ctx.now,
      session.expiresAt,
    ],
  )
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
  return ended.rowCount === 1
}

export async function endSessions(
  ctx: Ctx,
  which: { memberId: string; exceptSessionId?: string; reason: EndReason },
): Promise<void> {
  await ctx.tx.query(
    `update account.session set ended_at = $3, end_reason = $4
     where member_id = $1 and session_id is distinct from $2 and ended_at is null`,
    [which.memberId, which.exceptSessionId ?? null, ctx.now, which.reason],
  )
}

export interface ShownSession {
  sessionId: string
  deviceId: string
  begunAt: Date
  expiresAt: Date
  userAgent: string
  network: string
  [column: string]: unknown
}

export async function listLiveSessions(ctx: Ctx, memberId: string): Promise<ShownSession[]> {
  const found = await ctx.tx.query<ShownSession>(
    `select s.session_id as "sessionId", s.device_id as "deviceId", s.begun_at as "begunAt",
            s.expires_at as "expiresAt", d.user_agent as "userAgent", s.network
     from account.session s join account.device d on d.device_id = s.device_id
     where s.member_id = $1 and s.ended_at is null and s.expires_at > $2
     order by s.begun_at desc, s.session_id limit $3`,
    [memberId, ctx.now, SESSIONS_SHOWN_MAX],
  )
  return found.rows
}

/** Every session that began after `since`, oldest first: what a takeover is worked out from. */
export async function listSessionsSince(
  ctx: Ctx,
  which: { memberId: string; since: Date },
): Promise<ShownSession[]> {
  const found = await ctx.tx.query<ShownSession>(
    `select s.session_id as "sessionId", s.device_id as "deviceId", s.begun_at as "begunAt",
            s.expires_at as "expiresAt", d.user_agent as "userAgent", s.network
     from account.session s join account.device d on d.device_id = s.device_id
     where s.member_id = $1 and s.begun_at > $2
     order by s.begun_at, s.session_id limit $3`,
    [which.memberId, which.since, INTERVAL_ROWS_MAX],
  )
  return found.rows
}

export async function findDevice(ctx: Ctx, secretHash: Buffer): Promise<string | undefined> {
  const found = await ctx.tx.query<{ deviceId: string }>(
    'select device_id as "deviceId" from account.device where secret_hash = $1',
    [secretHash],
  )
  return found.rows[0]?.deviceId
}

export async function insertDevice(
  ctx: Ctx,
  device: { deviceId: string; secretHash: Buffer; userAgent: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.device (device_id, secret_hash, user_agent, made_at)
     values ($1, $2, $3, $4)`,
    [device.deviceId, device.secretHash, device.userAgent, ctx.now],
  )
}

export interface KnownDeviceRow {
  deviceId: string
  firstSeenAt: Date
  trusted: boolean
  [column: string]: unknown
}

export async function listKnownDevices(ctx: Ctx, memberId: string): Promise<KnownDeviceRow[]> {
  const found = await ctx.tx.query<KnownDeviceRow>(
    `select device_id as "deviceId", first_seen_at as "firstSeenAt",
            trusted_at is not null as trusted
     from account.known_device where member_id = $1
     order by first_seen_at, device_id limit $2`,
    [memberId, INTERVAL_ROWS_MAX],
  )
  return found.rows
}

export async function isKnownDevice(
  ctx: Ctx,
  use: { memberId: string; deviceId: string },
): Promise<boolean> {
  const found = await ctx.tx.query(
    'select 1 from account.known_device where member_id = $1 and device_id = $2',
    [use.memberId, use.deviceId],
  )
  return found.rowCount > 0
}

/** Notes the first use of a device by a member. `trusted` marks it as the owner's from now on. */
export async function noteDevice(
  ctx: Ctx,
  use: { memberId: string; deviceId: string; trusted?: boolean },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.known_device (member_id, device_id, first_seen_at, trusted_at)
     values ($1, $2, $3, $4)
     on conflict on constraint known_device_pkey do update
       set trusted_at = coalesce(known_device.trusted_at, excluded.trusted_at)`,
    [use.memberId, use.deviceId, ctx.now, use.trusted ? ctx.now : null],
  )
}

/** After a takeover the intruder's devices are new again whenever they come back. */
export async function forgetDevices(
  ctx: Ctx,
  which: { memberId: string; deviceIds: readonly string[] },
): Promise<void> {
  await ctx.tx.query(
    `delete from account.known_device
     where member_id = $1 and device_id = any($2) and trusted_at is null`,
    [which.memberId, which.deviceIds],
  )
}

export async function findDeviceUse(
  ctx: Ctx,
  use: { memberId: string; deviceId: string },
): Promise<{ userAgent: string; firstSeenAt: Date; trusted: boolean } | undefined> {
  const found = await ctx.tx.query<{ userAgent: string; firstSeenAt: Date; trusted: boolean }>(
    `select d.user_agent as "userAgent", k.first_seen_at as "firstSeenAt",
            k.trusted_at is not null as trusted
     from account.known_device k join account.device d on d.device_id = k.device_id
     where k.member_id = $1 and k.device_id = $2`,
    [use.memberId, use.deviceId],
  )
  return found.rows[0]
}
