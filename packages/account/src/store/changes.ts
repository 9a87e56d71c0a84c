import type { Ctx } from '@modosu/kernel'
import type { ChangeField, ChangeMaker } from '../changes/change.ts'
import { CHANGES_SHOWN_MAX, INTERVAL_ROWS_MAX } from '../limits.ts'
import { type Pages, readPages } from './read-pages.ts'

export interface ChangeRow {
  changeId: string
  number: bigint
  memberId: string
  field: ChangeField
  itemId: string
  madeBy: ChangeMaker
  sessionId: string | null
  deviceId: string | null
  viaAddressId: string | null
  keyId: string
  beforeSealed: Buffer
  afterSealed: Buffer
  at: Date
  [column: string]: unknown
}

export interface NewChange {
  readonly changeId: string
  readonly memberId: string
  readonly field: ChangeField
  readonly itemId: string
  readonly madeBy: ChangeMaker
  readonly sessionId?: string | undefined
  readonly deviceId?: string | undefined
  readonly viaAddressId?: string | undefined
  readonly staffId?: string | undefined
  readonly reason?: string | undefined
  readonly keyId: string
  readonly beforeSealed: Buffer
  readonly afterSealed: Buffer
}

export async function insertChange(ctx: Ctx, change: NewChange): Promise<void> {
  await ctx.tx.query(
    `insert into account.change
       (change_id, member_id, field, item_id, made_by, session_id, device_id, via_address_id,
        staff_id, reason, key_id, before_sealed, after_sealed, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      change.changeId,
      change.memberId,
      change.field,
      change.itemId,
      change.madeBy,
      change.sessionId ?? null,
      change.deviceId ?? null,
      change.viaAddressId ?? null,
      change.staffId ?? null,
      change.reason ?? null,
      change.keyId,
      change.beforeSealed,
      change.afterSealed,
      ctx.now,
    ],
  )
}

const changeWith = (sealed: { before: string; after: string }) => `
  select change_id as "changeId", number, member_id as "memberId", field, item_id as "itemId",
         made_by as "madeBy", session_id as "sessionId", device_id as "deviceId",
         via_address_id as "viaAddressId", key_id as "keyId", ${sealed.before} as "beforeSealed",
         ${sealed.after} as "afterSealed", at
  from account.change`

const CHANGE = changeWith({ before: 'before_sealed', after: 'after_sealed' })
const CHANGE_OF_CONTACT = changeWith({
  before: `''::bytea`,
  after: `case when field in ('email', 'second_email', 'phone') then after_sealed
               else ''::bytea end`,
})

/**
 * Every change after `since`, in the order they took effect. Whoever wants to know only what was
 * done gets the sealed values of contacts alone, the others empty: of ten thousand changes they are
 * most of what is read, and a stop has a second.
 */
export async function listChangesSince(
  ctx: Ctx,
  which: { memberId: string; since: Date; values?: 'contacts' },
): Promise<Pages<ChangeRow>> {
  const changes = which.values === 'contacts' ? CHANGE_OF_CONTACT : CHANGE
  return await readPages(async (before, limit) => {
    const found = await ctx.tx.query<ChangeRow>(
      `${changes} where member_id = $1 and at > $2 and ($3::bigint is null or number < $3)
       order by number desc limit $4`,
      [which.memberId, which.since, before?.number ?? null, limit],
    )
    return found.rows
  })
}

export async function listLatestChanges(ctx: Ctx, memberId: string): Promise<ChangeRow[]> {
  const found = await ctx.tx.query<ChangeRow>(
    `${CHANGE} where member_id = $1 order by number desc limit $2`,
    [memberId, CHANGES_SHOWN_MAX],
  )
  return found.rows
}

export async function findLastChangeOf(
  ctx: Ctx,
  which: { memberId: string; field: ChangeField },
): Promise<ChangeRow | undefined> {
  const found = await ctx.tx.query<ChangeRow>(
    `${CHANGE} where member_id = $1 and field = $2 order by number desc limit 1`,
    [which.memberId, which.field],
  )
  return found.rows[0]
}

export async function findLastChangeOfItem(
  ctx: Ctx,
  which: { memberId: string; field: ChangeField; itemId: string },
): Promise<ChangeRow | undefined> {
  const found = await ctx.tx.query<ChangeRow>(
    `${CHANGE} where member_id = $1 and field = $2 and item_id = $3
     order by number desc limit 1`,
    [which.memberId, which.field, which.itemId],
  )
  return found.rows[0]
}

export async function insertUndoLink(
  ctx: Ctx,
  link: {
    tokenHash: Buffer
    /** What the link says was not the member's: a change, or the sign-in of a session. */
    changeId?: string
    sessionId?: string
    memberId: string
    addressId: string
    expiresAt: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.undo_link
       (token_hash, change_id, session_id, member_id, address_id, made_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      link.tokenHash,
      link.changeId ?? null,
      link.sessionId ?? null,
      link.memberId,
      link.addressId,
      ctx.now,
      link.expiresAt,
    ],
  )
}

export interface UndoLinkRow {
  changeId: string | null
  sessionId: string | null
  memberId: string
  addressId: string
  expiresAt: Date
  usedAt: Date | null
  caseNumber: string | null
  [column: string]: unknown
}

/** Locks the link, so that of two presses at one moment one is the second. */
export async function lockUndoLink(ctx: Ctx, tokenHash: Buffer): Promise<UndoLinkRow | undefined> {
  const found = await ctx.tx.query<UndoLinkRow>(
    `select l.change_id as "changeId", l.session_id as "sessionId",
            l.member_id as "memberId", l.address_id as "addressId", l.expires_at as "expiresAt", l.used_at as "usedAt",
            (select s.case_number from account.stop s where s.case_id = l.case_id) as "caseNumber"
     from account.undo_link l where l.token_hash = $1 for update of l`,
    [tokenHash],
  )
  return found.rows[0]
}

export async function useUndoLink(
  ctx: Ctx,
  use: { tokenHash: Buffer; caseId: string },
): Promise<void> {
  await ctx.tx.query(
    'update account.undo_link set used_at = $2, case_id = $3 where token_hash = $1',
    [use.tokenHash, ctx.now, use.caseId],
  )
}

/** Until when each change can be undone by a link that was mailed. */
export async function listUndoEnds(ctx: Ctx, memberId: string): Promise<Map<string, Date>> {
  const found = await ctx.tx.query<{ changeId: string; until: Date }>(
    `select change_id as "changeId", max(expires_at) as until
     from account.undo_link
     where member_id = $1 and change_id is not null and used_at is null and expires_at > $2
     group by change_id limit $3`,
    [memberId, ctx.now, INTERVAL_ROWS_MAX],
  )
  return new Map(found.rows.map((row) => [row.changeId, row.until]))
}

/**
 * What was put back has nothing left to say, and what was only offered neither. The links of what was
 * kept live on: whoever had the account given back may not have been its owner.
 */
export async function expireUndoLinks(
  ctx: Ctx,
  which: { memberId: string; changeIds: readonly string[]; sessionIds: readonly string[] },
): Promise<void> {
  await ctx.tx.query(
    `update account.undo_link set expires_at = $2
     where member_id = $1 and used_at is null and expires_at > $2
       and (change_id = any ($3) or session_id = any ($4) or num_nonnulls(change_id, session_id) = 0)`,
    [which.memberId, ctx.now, which.changeIds, which.sessionIds],
  )
}

export async function insertResetLink(
  ctx: Ctx,
  link: { tokenHash: Buffer; memberId: string; addressId: string; expiresAt: Date },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.reset_link (token_hash, member_id, address_id, made_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [link.tokenHash, link.memberId, link.addressId, ctx.now, link.expiresAt],
  )
}

export interface ResetLinkRow {
  memberId: string
  addressId: string
  expiresAt: Date
  usedAt: Date | null
  voidedAt: Date | null
  [column: string]: unknown
}

export async function lockResetLink(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<ResetLinkRow | undefined> {
  const found = await ctx.tx.query<ResetLinkRow>(
    `select member_id as "memberId", address_id as "addressId", expires_at as "expiresAt",
            used_at as "usedAt", voided_at as "voidedAt"
     from account.reset_link where token_hash = $1 for update`,
    [tokenHash],
  )
  return found.rows[0]
}

export async function useResetLink(ctx: Ctx, tokenHash: Buffer): Promise<void> {
  await ctx.tx.query('update account.reset_link set used_at = $2 where token_hash = $1', [
    tokenHash,
    ctx.now,
  ])
}

export async function voidResetLinks(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query(
    `update account.reset_link set voided_at = $2
     where member_id = $1 and used_at is null and voided_at is null`,
    [memberId, ctx.now],
  )
}
