import { amount, type Ctx } from '@modosu/kernel'
import type { Range } from '../leg/parts.ts'

interface SpanRow extends Record<string, unknown> {
  transfer_id: string
  lo: bigint
  hi: bigint
}

/** Which offsets of arrived transfers went back up already, over all cases and attempts. */
export async function returnedRanges(
  ctx: Ctx,
  transferIds: readonly string[],
): Promise<Map<string, Range[]>> {
  const found = await ctx.tx.query<SpanRow>(
    `select transfer_id, lower(span) as lo, upper(span) as hi from recall.returned_span
     where transfer_id = any($1) order by transfer_id, lower(span)`,
    [transferIds],
  )
  const ranges = new Map<string, Range[]>()
  for (const row of found.rows) {
    const known = ranges.get(row.transfer_id) ?? []
    ranges.set(row.transfer_id, [...known, { lo: row.lo, amount: amount(row.hi - row.lo) }])
  }
  return ranges
}

/** Notes what goes back up. Offsets that went before break the constraint, and the transaction. */
export async function insertReturned(
  ctx: Ctx,
  returned: { transferId: string; legId: string; ranges: readonly Range[] },
): Promise<void> {
  await ctx.tx.query(
    `insert into recall.returned_span (transfer_id, span, leg_id, at)
     select $1, int8range(r.lo, r.hi), $2, $5
     from unnest($3::bigint[], $4::bigint[]) as r (lo, hi)`,
    [
      returned.transferId,
      returned.legId,
      returned.ranges.map((range) => range.lo),
      returned.ranges.map((range) => range.lo + range.amount),
      ctx.now,
    ],
  )
}
