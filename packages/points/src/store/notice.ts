import type { Ctx } from '@modosu/kernel'

/**
 * Members to whom points were given that end in a time, and whom nobody has told of that day. What they
 * still have of them, the ledger knows.
 */
export async function findEndingSoon(
  ctx: Ctx,
  input: { readonly from: Date; readonly until: Date; readonly limit: number },
): Promise<{ memberId: string; expiresAt: Date }[]> {
  const found = await ctx.tx.query<{ member_id: string; expires_at: Date }>(
    `select distinct given.expires_at, given.member_id from points.grant_record as given
     where given.expires_at > $1 and given.expires_at <= $2
       and not exists (
         select 1 from points.expiry_notice as told
         where told.member_id = given.member_id and told.expires_at = given.expires_at)
     order by given.expires_at, given.member_id limit $3`,
    [input.from, input.until, input.limit],
  )
  return found.rows.map((row) => ({ memberId: row.member_id, expiresAt: row.expires_at }))
}

export async function insertNotice(
  ctx: Ctx,
  notice: { readonly memberId: string; readonly expiresAt: Date },
): Promise<void> {
  await ctx.tx.query(
    `insert into points.expiry_notice (member_id, expires_at, told_at) values ($1, $2, $3)`,
    [notice.memberId, notice.expiresAt, ctx.now],
  )
}

/** Notes that a member disowns an entry; false when he has done so before. */
export async function insertDisowned(
  ctx: Ctx,
  disowned: { readonly memberId: string; readonly entryId: string },
): Promise<boolean> {
  const inserted = await ctx.tx.query(
    `insert into points.disowned (member_id, entry_id, disowned_at) values ($1, $2, $3)
     on conflict on constraint disowned_pkey do nothing`,
    [disowned.memberId, disowned.entryId, ctx.now],
  )
  return inserted.rowCount === 1
}

/** Which of these entries the member has disowned. */
export async function readDisowned(
  ctx: Ctx,
  input: { readonly memberId: string; readonly entryIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const found = await ctx.tx.query<{ entry_id: string }>(
    'select entry_id from points.disowned where member_id = $1 and entry_id = any($2)',
    [input.memberId, input.entryIds],
  )
  return new Set(found.rows.map((row) => row.entry_id))
}
