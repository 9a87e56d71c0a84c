import type { Ctx } from '@modosu/kernel'
import { DEVICES_SHOWN_MAX } from '../sessions/session-limits.ts'
import { type Pages, readPages } from './read-pages.ts'

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
  trustedAt: Date | null
  [column: string]: unknown
}

export async function listKnownDevices(ctx: Ctx, memberId: string): Promise<Pages<KnownDeviceRow>> {
  return await readPages(async (before, limit) => {
    const found = await ctx.tx.query<KnownDeviceRow>(
      `select device_id as "deviceId", first_seen_at as "firstSeenAt",
              trusted_at as "trustedAt"
       from account.known_device
       where member_id = $1 and ($2::text is null or (first_seen_at, device_id) < ($3, $2))
       order by first_seen_at desc, device_id desc limit $4`,
      [memberId, before?.deviceId ?? null, before?.firstSeenAt ?? null, limit],
    )
    return found.rows
  })
}

export async function isKnownDevice(
  ctx: Ctx,
  use: { memberId: string; deviceId: string },
): Promise<boolean> {
  const found = await ctx.tx.query(
    `select 1 from account.known_device
     where member_id = $1 and device_id = $2 and forgotten_at is null`,
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
       set trusted_at = coalesce(known_device.trusted_at, excluded.trusted_at), forgotten_at = null`,
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

export interface OwnDeviceRow {
  deviceId: string
  userAgent: string
  firstSeenAt: Date
  lastSeenAt: Date
  sessions: number
  [column: string]: unknown
}

/** The devices that a member is known by, the last used first, with the sessions open on each. */
export async function listOwnDevices(ctx: Ctx, memberId: string): Promise<OwnDeviceRow[]> {
  const found = await ctx.tx.query<OwnDeviceRow>(
    `select k.device_id as "deviceId", d.user_agent as "userAgent",
            k.first_seen_at as "firstSeenAt",
            greatest(k.first_seen_at, max(s.begun_at), max(u.seen_at)) as "lastSeenAt",
            (count(s.session_id) filter (where s.ended_at is null and s.expires_at > $2))::int
              as sessions
     from account.known_device k join account.device d on d.device_id = k.device_id
     left join account.session s on s.member_id = k.member_id and s.device_id = k.device_id
       and s.api_token_id is null
     left join account.session_use u on u.session_id = s.session_id
     where k.member_id = $1 and k.forgotten_at is null
     group by k.device_id, d.user_agent, k.first_seen_at
     order by 4 desc, k.device_id limit $3`,
    [memberId, ctx.now, DEVICES_SHOWN_MAX],
  )
  return found.rows
}

/** The member is no longer known by this device; the tries of a known one are not its any more. */
export async function markDeviceForgotten(
  ctx: Ctx,
  use: { memberId: string; deviceId: string },
): Promise<boolean> {
  const forgotten = await ctx.tx.query(
    `update account.known_device set forgotten_at = $3
     where member_id = $1 and device_id = $2 and forgotten_at is null`,
    [use.memberId, use.deviceId, ctx.now],
  )
  return forgotten.rowCount === 1
}

/** What is known of a device by which a member signs in; undefined when he wants it forgotten. */
export async function findDeviceHistory(
  ctx: Ctx,
  use: { memberId: string; deviceId: string },
): Promise<{ userAgent: string; trusted: boolean; firstSignInAt: Date | null } | undefined> {
  const found = await ctx.tx.query<{
    userAgent: string
    trusted: boolean
    firstSignInAt: Date | null
  }>(
    `select d.user_agent as "userAgent", k.trusted_at is not null as trusted,
            (select min(s.begun_at) from account.session s
             where s.member_id = k.member_id and s.device_id = k.device_id
               and s.api_token_id is null) as "firstSignInAt"
     from account.known_device k join account.device d on d.device_id = k.device_id
     where k.member_id = $1 and k.device_id = $2 and k.forgotten_at is null`,
    [use.memberId, use.deviceId],
  )
  return found.rows[0]
}

/** Whether the member's sign-ins after `since` whose country is known all came from others. */
export async function isUnusualCountry(
  ctx: Ctx,
  use: { memberId: string; country: string; since: Date },
): Promise<boolean> {
  const found = await ctx.tx.query<{ seen: boolean; same: boolean }>(
    `select count(*) > 0 as seen, coalesce(bool_or(country = $2), false) as same
     from account.session
     where member_id = $1 and country is not null and begun_at > $3 and api_token_id is null`,
    [use.memberId, use.country, use.since],
  )
  const [row] = found.rows
  return row?.seen === true && !row.same
}

/** When the member last signed in before `at`. */
export async function findLastSignIn(
  ctx: Ctx,
  use: { memberId: string; before: Date },
): Promise<Date | undefined> {
  const found = await ctx.tx.query<{ at: Date | null }>(
    `select max(begun_at) as at from account.session
     where member_id = $1 and begun_at < $2 and api_token_id is null`,
    [use.memberId, use.before],
  )
  return found.rows[0]?.at ?? undefined
}

/** Whether the member was signed in from this network after `since`. */
export async function isKnownNetwork(
  ctx: Ctx,
  use: { memberId: string; network: string; since: Date },
): Promise<boolean> {
  const found = await ctx.tx.query(
    `select 1 from account.session
     where member_id = $1 and network = $2 and begun_at > $3 and api_token_id is null limit 1`,
    [use.memberId, use.network, use.since],
  )
  return found.rowCount > 0
}
