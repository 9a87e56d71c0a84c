import { amount, type Ctx } from '@modosu/kernel'
import type { Span } from './span.ts'
import { selectSpansOfTxn } from './store/trace.ts'

export interface TransactionSpan {
  readonly from: Span
  readonly fromCode: string
  readonly to: Span
  readonly toCode: string
}

/** The units that one transaction moved, by its key: where they left and where they arrived. */
export async function spansOfTransaction(
  ctx: Ctx,
  input: { readonly key: string },
): Promise<TransactionSpan[]> {
  const rows = await selectSpansOfTxn(ctx, input.key)
  return rows.map((row) => ({
    from: { pocketId: row.pocket_id, lo: row.lo, amount: amount(row.amount) },
    fromCode: row.code,
    to: { pocketId: row.dst_pocket_id, lo: row.dst_lo, amount: amount(row.amount) },
    toCode: row.dst_code,
  }))
}
