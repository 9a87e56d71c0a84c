import type { Ctx } from '@modosu/kernel'
import type { Channel } from '../changes/change.ts'
import { ADDRESSES_MAX } from '../limits.ts'

export interface AddressRow {
  addressId: string
  channel: Channel
  contact: string
  contactKey: string
  confirmedAt: Date
  untilAt: Date | null
  [column: string]: unknown
}

const ADDRESS = `
  select address_id as "addressId", channel, contact, contact_key as "contactKey",
         confirmed_at as "confirmedAt", until_at as "untilAt"
  from account.address`

/** Makes a contact the member's present one of its channel; undefined when somebody has it now. */
export async function setAddress(
  ctx: Ctx,
  address: { memberId: string; channel: Channel; contact: string; contactKey: string },
): Promise<string | undefined> {
  const { memberId, channel } = address
  const addressId = ctx.newId('adr')
  await leaveAddress(ctx, { memberId, channel })
  const made = await ctx.tx.query(
    `insert into account.address
       (address_id, member_id, channel, contact, contact_key, confirmed_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (contact_key) where until_at is null do nothing`,
    [addressId, memberId, channel, address.contact, address.contactKey, ctx.now],
  )
  return made.rowCount === 1 ? addressId : undefined
}

/** Ends the present contact of a channel; its history stays. */
export async function leaveAddress(
  ctx: Ctx,
  address: { memberId: string; channel: Channel },
): Promise<void> {
  await ctx.tx.query(
    `update account.address set until_at = $3
     where member_id = $1 and channel = $2 and until_at is null`,
    [address.memberId, address.channel, ctx.now],
  )
}

/** Takes contacts out of what speaks for the member: an intruder had set them. */
export async function revokeAddresses(
  ctx: Ctx,
  which: { memberId: string; addressIds: readonly string[] },
): Promise<void> {
  await ctx.tx.query(
    `update account.address set revoked = true
     where member_id = $1 and address_id = any($2) and until_at is not null`,
    [which.memberId, which.addressIds],
  )
}

/** An address that is told of changes: a present one, or one that was left after `since`. */
export interface NoticeAddress extends AddressRow {
  /** Since when this address was the member's, now or with gaps. */
  standsSince: Date
  /** The address of the sign-up. */
  isFirst: boolean
}

/**
 * The present contacts and those left after `since`, oldest first: an intruder who changes the
 * address many times cannot push the owner's out of the list.
 */
export async function listNoticeAddresses(
  ctx: Ctx,
  which: { memberId: string; since: Date },
): Promise<NoticeAddress[]> {
  const found = await ctx.tx.query<NoticeAddress>(
    `select x."addressId", x.channel, x.contact, x."contactKey", x."confirmedAt", x."untilAt",
            x."standsSince", x."isFirst"
     from (select distinct on (a.contact_key)
              a.address_id as "addressId", a.channel, a.contact,
              a.contact_key as "contactKey", a.confirmed_at as "confirmedAt",
              a.until_at as "untilAt",
              min(a.confirmed_at) over (partition by a.contact_key) as "standsSince",
              min(a.confirmed_at) over (partition by a.contact_key)
                = min(a.confirmed_at) over () as "isFirst"
       from account.address a where a.member_id = $1 and not a.revoked
       order by a.contact_key, a.confirmed_at desc) x
     where x."untilAt" is null or x."untilAt" > $2
     order by x."standsSince", x."addressId" limit $3`,
    [which.memberId, which.since, ADDRESSES_MAX],
  )
  return found.rows
}

/** The contacts that were the member's just before `at`, in the order they were confirmed. */
export async function listAddressesBefore(
  ctx: Ctx,
  which: { memberId: string; at: Date },
): Promise<AddressRow[]> {
  const found = await ctx.tx.query<AddressRow>(
    `${ADDRESS}
     where member_id = $1 and not revoked and confirmed_at < $2
       and (until_at is null or until_at >= $2)
     order by confirmed_at, address_id limit $3`,
    [which.memberId, which.at, ADDRESSES_MAX],
  )
  return found.rows
}

/** The e-mail address that was confirmed last before `at`. */
export async function findAddressBefore(
  ctx: Ctx,
  which: { memberId: string; at: Date },
): Promise<AddressRow | undefined> {
  const found = await ctx.tx.query<AddressRow>(
    `${ADDRESS}
     where member_id = $1 and channel = 'email' and not revoked and confirmed_at < $2
     order by confirmed_at desc, address_id desc limit 1`,
    [which.memberId, which.at],
  )
  return found.rows[0]
}

export async function findPresentAddress(
  ctx: Ctx,
  which: { memberId: string; channel: Channel },
): Promise<AddressRow | undefined> {
  const found = await ctx.tx.query<AddressRow>(
    `${ADDRESS} where member_id = $1 and channel = $2 and until_at is null`,
    [which.memberId, which.channel],
  )
  return found.rows[0]
}

export async function findAddress(ctx: Ctx, addressId: string): Promise<AddressRow | undefined> {
  const found = await ctx.tx.query<AddressRow>(`${ADDRESS} where address_id = $1`, [addressId])
  return found.rows[0]
}

/**
 * Whose contact this is, or was after `since`; who has it now goes first. A contact that an
 * intruder set finds nobody.
 */
export async function findAddressOfContact(
  ctx: Ctx,
  contact: { key: string; since: Date },
): Promise<(AddressRow & { memberId: string }) | undefined> {
  const found = await ctx.tx.query<AddressRow & { memberId: string }>(
    `select a.address_id as "addressId", a.channel, a.contact, a.contact_key as "contactKey",
            a.confirmed_at as "confirmedAt", a.until_at as "untilAt",
            a.member_id as "memberId"
     from account.address a
     join account.member m on m.member_id = a.member_id and m.confirmed_at is not null
     where a.contact_key = $1 and not a.revoked and (a.until_at is null or a.until_at > $2)
     order by a.until_at desc nulls first limit 1`,
    [contact.key, contact.since],
  )
  return found.rows[0]
}
