import { assert, type Ctx } from '@modosu/kernel'
import { type Span, spanColumns } from '../span.ts'

export interface HopRow {
  readonly [column: string]: unknown
  /** The accounts on the way, the first receiver first. */
  readonly path: readonly string[]
  readonly amount: bigint
  /** How much of it is still at the end of the path. */
  readonly live: bigint
}

/** Every way that units of the spans took, one row a way; moves inside an account are no hop. */
export async function selectHops(
  ctx: Ctx,
  spans: readonly Span[],
  limit: number,
): Promise<HopRow[]> {
  const { rows } = await ctx.tx.query<HopRow>(
    'select path, amount, live from ledger.hops_of($1, $2, $3, $4)',
    [...spanColumns(spans), limit + 1],
  )
  assert(rows.length <= limit, `the tree has more than ${limit} branches`)
  return rows
}
