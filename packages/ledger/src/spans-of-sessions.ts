import { amount, type Ctx } from '@modosu/kernel'
import { type Span, subtractSpans } from './span.ts'
import { selectSpansBySessions, selectWalk } from './store/trace.ts'

/**
 * What sessions took from an owner, at the first hop: the spans of the owner's pockets that their
 * transactions moved away, without those that were themselves downstream of an earlier one (points
 * converted and then spent are one loss, not two).
 */
export async function spansOfSessions(
  ctx: Ctx,
  input: { readonly sessionIds: readonly string[]; readonly owner: string },
): Promise<Span[]> {
  const rows = await selectSpansBySessions(ctx, input.sessionIds, input.owner)
  if (rows.length === 0) return []
  const taken = rows.map((row) => ({
    pocketId: row.pocket_id,
    lo: row.lo,
    amount: amount(row.amount),
  }))
  // One span is downstream of no other, and most thefts of a session are one.
  if (taken.length === 1) return taken
  const downstream = (await selectWalk(ctx, taken))
    .filter((row) => row.depth > 0)
    .map((row) => ({ pocketId: row.pocket_id, lo: row.lo, amount: amount(row.hi - row.lo) }))
  return taken.flatMap((span) => subtractSpans(span, downstream))
}
