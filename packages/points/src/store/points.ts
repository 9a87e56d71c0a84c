import type { Amount, Ctx } from '@modosu/kernel'

export interface GrantRow {
  readonly grantId: string
  readonly memberId: string
  readonly amount: Amount
  readonly kind: 'regular' | 'limited'
  readonly expiresAt: Date
  readonly remark: string
  readonly staffId: string
}

export async function insertGrant(ctx: Ctx, grant: GrantRow): Promise<void> {
  await ctx.tx.query(
    `insert into points.grant_record
       (grant_id, member_id, amount, kind, expires_at, remark, staff_id, granted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      grant.grantId,
      grant.memberId,
      grant.amount,
      grant.kind,
      grant.expiresAt,
      grant.remark,
      grant.staffId,
      ctx.now,
    ],
  )
}

/** The remarks of grants, by grant id. */
export async function readRemarks(
  ctx: Ctx,
  grantIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (grantIds.length === 0) return new Map()
  const found = await ctx.tx.query<{ grant_id: string; remark: string }>(
    'select grant_id, remark from points.grant_record where grant_id = any($1)',
    [grantIds],
  )
  return new Map(found.rows.map((row) => [row.grant_id, row.remark]))
}

/** Sets the clock unless it is set; true when it was not. */
export async function setExpiryClock(ctx: Ctx, nextRunAt: Date): Promise<boolean> {
  const set = await ctx.tx.query(
    `insert into points.expiry_clock (next_run_at) values ($1)
     on conflict on constraint expiry_clock_pkey do nothing`,
    [nextRunAt],
  )
  return set.rowCount === 1
}

/** Moves the clock from one midnight to the next; false when it does not stand there. */
export async function moveExpiryClock(ctx: Ctx, from: Date, to: Date): Promise<boolean> {
  const moved = await ctx.tx.query(
    'update points.expiry_clock set next_run_at = $2 where next_run_at = $1',
    [from, to],
  )
  return moved.rowCount === 1
}

export interface CaseRow {
  readonly caseId: string
  readonly caseNumber: string
  readonly memberId: string
}

export async function insertCase(ctx: Ctx, noted: CaseRow): Promise<void> {
  await ctx.tx.query(
    `insert into points.member_case (case_id, case_number, member_id, noted_at)
     values ($1, $2, $3, $4) on conflict on constraint member_case_pkey do nothing`,
    [noted.caseId, noted.caseNumber, noted.memberId, ctx.now],
  )
}

/** The newest cases of a member. */
export async function readCases(
  ctx: Ctx,
  input: { readonly memberId: string; readonly limit: number },
): Promise<CaseRow[]> {
  const found = await ctx.tx.query<{ case_id: string; case_number: string; member_id: string }>(
    `select case_id, case_number, member_id from points.member_case where member_id = $1
     order by noted_at desc, case_id desc limit $2`,
    [input.memberId, input.limit],
  )
  return found.rows.map((row) => ({
    caseId: row.case_id,
    caseNumber: row.case_number,
    memberId: row.member_id,
  }))
}
