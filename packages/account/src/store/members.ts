import type { Ctx } from '@modosu/kernel'
import { ADDRESSES_MAX, DELIVERY_ADDRESSES_MAX } from '../limits.ts'

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
         n.login_id as "loginId", a.email
  from account.member m
  left join account.login_name n on n.member_id = m.member_id and n.until_at is null
  left join account.address a on a.member_id = m.member_id and a.until_at is null`

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

/** The member who has this login ID or address now. */
export async function findMemberByName(ctx: Ctx, nameKey: string): Promise<MemberRow | undefined> {
  const found = await ctx.tx.query<MemberRow>(
    `${MEMBER} where n.login_key = $1 or a.email_key = $1 limit 1`,
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
           where email_key = $1 and not revoked and (until_at is null or until_at > $2)) x
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
           where email_key = $1 and member_id <> $2 and not revoked) x
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

/** Makes an address the member's present one; undefined when somebody else has it now. */
export async function setAddress(
  ctx: Ctx,
  address: { memberId: string; email: string; emailKey: string },
): Promise<string | undefined> {
  const addressId = ctx.newId('adr')
  await ctx.tx.query(
    'update account.address set until_at = $2 where member_id = $1 and until_at is null',
    [address.memberId, ctx.now],
  )
  const made = await ctx.tx.query(
    `insert into account.address (address_id, member_id, email, email_key, confirmed_at)
     values ($1, $2, $3, $4, $5)
     on conflict (email_key) where until_at is null do nothing`,
    [addressId, address.memberId, address.email, address.emailKey, ctx.now],
  )
  return made.rowCount === 1 ? addressId : undefined
}

/** Takes a name or address out of what speaks for the member: an intruder had set it. */
export async function revokeNames(
  ctx: Ctx,
  names: { memberId: string; loginKeys: readonly string[]; emailKeys: readonly string[] },
): Promise<void> {
  await ctx.tx.query(
    `update account.login_name set revoked = true
     where member_id = $1 and login_key = any($2) and until_at is not null`,
    [names.memberId, names.loginKeys],
  )
  await ctx.tx.query(
    `update account.address set revoked = true
     where member_id = $1 and email_key = any($2) and until_at is not null`,
    [names.memberId, names.emailKeys],
  )
}

export interface AddressRow {
  addressId: string
  email: string
  emailKey: string
  confirmedAt: Date
  untilAt: Date | null
  [column: string]: unknown
}

/** An address that is told of changes: the present one, or one that was left after `since`. */
export interface NoticeAddress extends AddressRow {
  /** Since when this address was the member's, now or with gaps. */
  standsSince: Date
  /** The address of the sign-up. */
  isFirst: boolean
}

/**
 * The present address and those left after `since`, oldest first: an intruder who changes the
 * address many times cannot push the owner's out of the list.
 */
export async function listNoticeAddresses(
  ctx: Ctx,
  which: { memberId: string; since: Date },
): Promise<NoticeAddress[]> {
  const found = await ctx.tx.query<NoticeAddress>(
    `select x."addressId", x.email, x."emailKey", x."confirmedAt", x."untilAt",
            x."standsSince", x."isFirst"
     from (select distinct on (a.email_key)
              a.address_id as "addressId", a.email, a.email_key as "emailKey",
              a.confirmed_at as "confirmedAt", a.until_at as "untilAt",
              min(a.confirmed_at) over (partition by a.email_key) as "standsSince",
              min(a.confirmed_at) over (partition by a.email_key)
                = min(a.confirmed_at) over () as "isFirst"
       from account.address a where a.member_id = $1 and not a.revoked
       order by a.email_key, a.confirmed_at desc) x
     where x."untilAt" is null or x."untilAt" > $2
     order by x."standsSince", x."addressId" limit $3`,
    [which.memberId, which.since, ADDRESSES_MAX],
  )
  return found.rows
}

/** The address that was confirmed last before `at`. */
export async function findAddressBefore(
  ctx: Ctx,
  which: { memberId: string; at: Date },
): Promise<AddressRow | undefined> {
  const found = await ctx.tx.query<AddressRow>(
    `select address_id as "addressId", email, email_key as "emailKey",
            confirmed_at as "confirmedAt", until_at as "untilAt"
     from account.address where member_id = $1 and not revoked and confirmed_at < $2
     order by confirmed_at desc, address_id desc limit 1`,
    [which.memberId, which.at],
  )
  return found.rows[0]
}

export async function findPresentAddress(
  ctx: Ctx,
  memberId: string,
): Promise<AddressRow | undefined> {
  const found = await ctx.tx.query<AddressRow>(
    `select address_id as "addressId", email, email_key as "emailKey",
            confirmed_at as "confirmedAt", until_at as "untilAt"
     from account.address where member_id = $1 and until_at is null`,
    [memberId],
  )
  return found.rows[0]
}

export async function findAddress(ctx: Ctx, addressId: string): Promise<AddressRow | undefined> {
  const found = await ctx.tx.query<AddressRow>(
    `select address_id as "addressId", email, email_key as "emailKey",
            confirmed_at as "confirmedAt", until_at as "untilAt"
     from account.address where address_id = $1`,
    [addressId],
  )
  return found.rows[0]
}

export interface DeliveryAddressRow {
  deliveryAddressId: string
  keyId: string
  sealed: Buffer
  madeAt: Date
  [column: string]: unknown
}

export async function listDeliveryAddresses(
  ctx: Ctx,
  memberId: string,
): Promise<DeliveryAddressRow[]> {
  const found = await ctx.tx.query<DeliveryAddressRow>(
    `select delivery_address_id as "deliveryAddressId", key_id as "keyId", sealed,
            made_at as "madeAt"
     from account.delivery_address where member_id = $1 and removed_at is null
     order by made_at, delivery_address_id limit $2`,
    [memberId, DELIVERY_ADDRESSES_MAX],
  )
  return found.rows
}

export async function insertDeliveryAddress(
  ctx: Ctx,
  address: { deliveryAddressId: string; memberId: string; keyId: string; sealed: Buffer },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.delivery_address
       (delivery_address_id, member_id, key_id, sealed, made_at)
     values ($1, $2, $3, $4, $5)`,
    [address.deliveryAddressId, address.memberId, address.keyId, address.sealed, ctx.now],
  )
}

/** Takes an address away, or puts one back that was taken away. */
export async function setDeliveryAddressThere(
  ctx: Ctx,
  address: { deliveryAddressId: string; memberId: string; there: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update account.delivery_address set removed_at = $3
     where delivery_address_id = $1 and member_id = $2`,
    [address.deliveryAddressId, address.memberId, address.there ? null : ctx.now],
  )
}
