import type { Ctx, StaffRole } from '@modosu/kernel'

export type StaffWayIn = 'password' | 'passkey'

export interface StaffRow {
  readonly staffId: string
  readonly name: string
  readonly role: StaffRole
  readonly passwordHash: string
}

/** Writes a member of staff; false when the login name or the id is taken. */
export async function insertStaff(
  ctx: Ctx,
  staff: StaffRow & { readonly login: string },
): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `insert into desk.staff (staff_id, login, name, role, password_hash, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [staff.staffId, staff.login, staff.name, staff.role, staff.passwordHash, ctx.now],
  )
  return rowCount === 1
}

export async function findStaffByLogin(ctx: Ctx, login: string): Promise<StaffRow | undefined> {
  const { rows } = await ctx.tx.query<StaffRow & Record<string, unknown>>(
    `select staff_id as "staffId", name, role, password_hash as "passwordHash"
     from desk.staff where login = $1`,
    [login],
  )
  return rows[0]
}

export async function insertStaffSession(
  ctx: Ctx,
  session: { tokenHash: Buffer; staffId: string; expiresAt: Date; wayIn: StaffWayIn },
): Promise<void> {
  await ctx.tx.query(
    `insert into desk.staff_session (token_hash, staff_id, started_at, expires_at, way_in)
     values ($1, $2, $3, $4, $5)`,
    [session.tokenHash, session.staffId, ctx.now, session.expiresAt, session.wayIn],
  )
}

export interface StaffSession {
  staffId: string
  name: string
  role: StaffRole
  wayIn: StaffWayIn
  startedAt: Date
  [column: string]: unknown
}

/** Who holds this session, while it lasts. */
export async function findStaffBySession(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<StaffSession | undefined> {
  const { rows } = await ctx.tx.query<StaffSession>(
    `select s.staff_id as "staffId", s.name, s.role, t.way_in as "wayIn",
            t.started_at as "startedAt"
     from desk.staff_session t join desk.staff s on s.staff_id = t.staff_id
     where t.token_hash = $1 and t.ended_at is null and t.expires_at > $2`,
    [tokenHash, ctx.now],
  )
  return rows[0]
}

export async function endStaffSession(ctx: Ctx, tokenHash: Buffer): Promise<void> {
  await ctx.tx.query(
    'update desk.staff_session set ended_at = $2 where token_hash = $1 and ended_at is null',
    [tokenHash, ctx.now],
  )
}

/** Names of staff by id, for reading a case. */
export async function selectStaffNames(
  ctx: Ctx,
  staffIds: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await ctx.tx.query<{ staffId: string; name: string }>(
    'select staff_id as "staffId", name from desk.staff where staff_id = any($1)',
    [staffIds],
  )
  return new Map(rows.map((row) => [row.staffId, row.name]))
}
