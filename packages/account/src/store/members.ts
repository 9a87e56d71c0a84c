import type { Ctx } from '@modosu/kernel'

export interface MemberRow {
  memberId: string
  displayName: string
  passwordHash: string
  confirmedAt: Date | null
  loginId: string | null
  email: string | null
  [column: string]: unknown
}

const MEMBER = `
  select m.member_id as "memberId", m.display_name as "displayName",
         m.password_hash as "passwordHash", m.confirmed_at as "confirmedAt",
         n.login_id as "loginId", a.contact as email
  from account.member m
  left join account.login_name n on n.member_id = m.member_id and n.until_at is null
  left join account.address a
    on a.member_id = m.member_id and a.channel = 'email' and a.until_at is null`

export async function findMember(ctx: Ctx, memberId: string): Promise<MemberRow | undefined> {
  const found = await ctx.tx.query<MemberRow>(`${MEMBER} where m.member_id = $1`, [memberId])
  return found.rows[0]
}

/** Confirmed members of these ids, in no order; unknown ids are left out. */
export async function findMembers(ctx: Ctx, memberIds: readonly string[]): Promise<MemberRow[]> {
  const found = await ctx.tx.query<MemberRow>(
    `${MEMBER} where m.member_id = any ($1) and m.confirmed_at is not null`,
    [memberIds],
  )
  return found.rows
}

/**
 * The member who has this login ID or address now. Two look-ups by index: one condition over both
 * reads every member for a name that nobody has, which is slow, and tells that nobody has it.
 */
export async function findMemberByName(ctx: Ctx, nameKey: string): Promise<MemberRow | undefined> {
  const found = await ctx.tx.query<MemberRow>(
    `${MEMBER} where m.member_id =
       (select member_id from account.login_name where login_key = $1 and until_at is null
        union all
        select member_id from account.address
        where contact_key = $1 and channel = 'email' and until_at is null
        limit 1)`,
    [nameKey],
  )
  return found.rows[0]
}

/**
 * The member who has this login ID or address, or had it after `since`; who has it now goes first.
 * Names that an intruder set find nobody.
 */
export async function findMemberByPastName(
  ctx: Ctx,
  name: { key: string; since: Date },
): Promise<{ memberId: string; present: boolean } | undefined> {
  const found = await ctx.tx.query<{ memberId: string; present: boolean }>(
    `select x.member_id as "memberId", x.until_at is null as present
     from (select member_id, until_at from account.login_name
           where login_key = $1 and not revoked and (until_at is null or until_at > $2)
           union all
           select member_id, until_at from account.address
           where contact_key = $1 and not revoked and (until_at is null or until_at > $2)) x
     join account.member m on m.member_id = x.member_id and m.confirmed_at is not null
     order by x.until_at desc nulls first limit 1`,
    [name.key, name.since],
  )
  return found.rows[0]
}

/**
 * One writer a member: whatever changes an account holds this row first. A stop takes the member's
 * sessions before it (see `lockSessions`), so that requests that run are let finish.
 */
export async function lockMember(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query('select 1 from account.member where member_id = $1 for update', [memberId])
}

/** Nothing about the account changes until this transaction ends; others may hold it too. */
export async function holdMember(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query('select 1 from account.member where member_id = $1 for share', [memberId])
}

export async function insertMember(
  ctx: Ctx,
  member: { memberId: string; displayName: string; passwordHash: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.member (member_id, display_name, password_hash, signed_up_at)
     values ($1, $2, $3, $4)`,
    [member.memberId, member.displayName, member.passwordHash, ctx.now],
  )
}

export async function confirmMember(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query('update account.member set confirmed_at = $2 where member_id = $1', [
    memberId,
    ctx.now,
  ])
}

export async function updatePassword(
  ctx: Ctx,
  password: { memberId: string; passwordHash: string },
): Promise<void> {
  await ctx.tx.query('update account.member set password_hash = $2 where member_id = $1', [
    password.memberId,
    password.passwordHash,
  ])
}

/**
 * Whether another member has this name or address, or had it after `since`. While a stop stands
 * over a member all he ever had stays his, however long the recovery takes.
 */
export async function isNameReserved(
  ctx: Ctx,
  name: { key: string; memberId: string; since: Date },
): Promise<boolean> {
  const found = await ctx.tx.query(
    `select 1
     from (select member_id, until_at from account.login_name
           where login_key = $1 and member_id <> $2 and not revoked
           union all
           select member_id, until_at from account.address
           where contact_key = $1 and member_id <> $2 and not revoked) x
     where x.until_at is null or x.until_at > $3
        or exists (select 1 from account.stop s
                   where s.member_id = x.member_id and s.given_back_at is null)
     limit 1`,
    [name.key, name.memberId, name.since],
  )
  return found.rowCount > 0
}

/** Frees a login ID whose sign-up was never confirmed, so that it cannot be squatted on. */
export async function freeUnconfirmedName(
  ctx: Ctx,
  name: { key: string; signedUpBefore: Date },
): Promise<void> {
  await ctx.tx.query(
    `update account.login_name n set until_at = $3, revoked = true
     from account.member m
     where m.member_id = n.member_id and n.login_key = $1 and n.until_at is null
       and m.confirmed_at is null and m.signed_up_at < $2`,
    [name.key, name.signedUpBefore, ctx.now],
  )
}

/** Of two who want one name at the same moment, the second waits here. Taken after `lockMember`. */
export async function lockNames(ctx: Ctx, keys: readonly string[]): Promise<void> {
  for (const key of [...new Set(keys)].sort()) {
    await ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `account.name ${key}`,
    ])
  }
}

/** Gives a member a login ID; false when somebody else has it at this moment. */
export async function setLoginId(
  ctx: Ctx,
  name: { memberId: string; loginId: string; loginKey: string },
): Promise<boolean> {
  await ctx.tx.query(
    'update account.login_name set until_at = $2 where member_id = $1 and until_at is null',
    [name.memberId, ctx.now],
  )
  const made = await ctx.tx.query(
    `insert into account.login_name (login_name_id, member_id, login_id, login_key, from_at)
     values ($1, $2, $3, $4, $5)
     on conflict (login_key) where until_at is null do nothing`,
    [ctx.newId('lgn'), name.memberId, name.loginId, name.loginKey, ctx.now],
  )
  return made.rowCount === 1
}

/** Takes login IDs out of what speaks for the member: an intruder had set them. */
export async function revokeLoginIds(
  ctx: Ctx,
  names: { memberId: string; loginKeys: readonly string[] },
): Promise<void> {
  await ctx.tx.query(
    `update account.login_name set revoked = true
     where member_id = $1 and login_key = any($2) and until_at is not null`,
    [names.memberId, names.loginKeys],
  )
}
