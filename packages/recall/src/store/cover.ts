import { amount, type Ctx } from '@modosu/kernel'
import type { GivenBack } from '../claim/give-back-to-lots.ts'
import type { Range } from '../leg/parts.ts'

/** Offsets of a claim for which its owner was paid, and where the payment waits. */
export interface Cover {
  readonly range: Range
  readonly at: Date
  readonly waitsAt: { readonly pocketId: bigint; readonly lo: bigint } | null
}

interface CoverRow extends Record<string, unknown> {
  lo: bigint
  hi: bigint
  at: Date
  waiting_pocket: bigint | null
  waiting_lo: bigint | null
}

/** For what an owner was paid from the loss account, in order. */
export async function listCovers(ctx: Ctx, caseId: string): Promise<Cover[]> {
  const found = await ctx.tx.query<CoverRow>(
    `select lower(span) as lo, upper(span) as hi, at, waiting_pocket, waiting_lo
     from recall.cover where case_id = $1 order by lower(span)`,
    [caseId],
  )
  return found.rows.map((row) => ({
    range: { lo: row.lo, amount: amount(row.hi - row.lo) },
    at: row.at,
    waitsAt:
      row.waiting_pocket === null || row.waiting_lo === null
        ? null
        : { pocketId: row.waiting_pocket, lo: row.waiting_lo },
  }))
}

export async function coveredRanges(ctx: Ctx, caseId: string): Promise<Range[]> {
  return (await listCovers(ctx, caseId)).map((cover) => cover.range)
}

export async function insertCovers(
  ctx: Ctx,
  caseId: string,
  covers: readonly (Range & { readonly waitsAt: GivenBack | null })[],
): Promise<void> {
  await ctx.tx.query(
    `insert into recall.cover (case_id, span, waiting_pocket, waiting_lo, at)
     select $1, int8range(r.lo, r.hi), r.pocket, r.place, $6
     from unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) as r (lo, hi, pocket, place)`,
    [
      caseId,
      covers.map((cover) => cover.lo),
      covers.map((cover) => cover.lo + cover.amount),
      covers.map((cover) => cover.waitsAt?.pocketId ?? null),
      covers.map((cover) => cover.waitsAt?.lo ?? null),
      ctx.now,
    ],
  )
}

export async function clearWaitingCovers(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query(
    `update recall.cover set waiting_pocket = null, waiting_lo = null
     where case_id = $1 and waiting_pocket is not null`,
    [caseId],
  )
}

/** What was paid and still waited has been taken back. */
export async function deleteWaitingCovers(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query('delete from recall.cover where case_id = $1 and waiting_pocket is not null', [
    caseId,
  ])
}
