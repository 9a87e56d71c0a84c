import { amount, type Ctx } from '@modosu/kernel'
import type { Range } from '../leg/parts.ts'

interface UndoneRow extends Record<string, unknown> {
  lo: bigint
  hi: bigint
}

/** Which offsets of a leg were returned wrongly and have gone down again. */
export async function undoneRanges(ctx: Ctx, legId: string): Promise<Range[]> {
  const found = await ctx.tx.query<UndoneRow>(
    `select lower(span) as lo, upper(span) as hi from recall.undone_span
     where leg_id = $1 order by lower(span)`,
    [legId],
  )
  return found.rows.map((row) => ({ lo: row.lo, amount: amount(row.hi - row.lo) }))
}

export async function insertUndone(
  ctx: Ctx,
  undone: { legId: string; transferId: string; ranges: readonly Range[] },
): Promise<void> {
  await ctx.tx.query(
    `insert into recall.undone_span (leg_id, span, transfer_id, at)
     select $1, int8range(r.lo, r.hi), $2, $5
     from unnest($3::bigint[], $4::bigint[]) as r (lo, hi)`,
    [
      undone.legId,
      undone.transferId,
      undone.ranges.map((range) => range.lo),
      undone.ranges.map((range) => range.lo + range.amount),
      ctx.now,
    ],
  )
}

/** What went down was refused there: it is with us again and may be tried again. */
export async function deleteUndone(ctx: Ctx, transferId: string): Promise<void> {
  await ctx.tx.query('delete from recall.undone_span where transfer_id = $1', [transferId])
}
