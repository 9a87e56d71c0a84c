import { type Amount, amount, type Ctx } from '@modosu/kernel'
import type { Span } from './span.ts'
import { selectSpansOfTransfer } from './store/trace.ts'

export interface TransferSpan {
  /** The offset in the transfer. */
  readonly lo: bigint
  readonly amount: Amount
  readonly span: Span
}

/**
 * Where offsets `[lo, lo + amount)` of a transfer lie on this side: in the payer's pockets when it
 * went out, in the receiver's when it came in. Offsets that the transfer does not have, and unknown
 * transfers, give no rows.
 */
export async function transferSpans(
  ctx: Ctx,
  input: {
    readonly transferId: string
    readonly direction: 'out' | 'in'
    readonly lo: bigint
    readonly amount: Amount
  },
): Promise<TransferSpan[]> {
  const rows = await selectSpansOfTransfer(
    ctx,
    input.transferId,
    input.direction,
    input.lo,
    input.amount,
  )
  return rows.map((row) => ({
    lo: row.lo,
    amount: amount(row.amount),
    span: { pocketId: row.pocket_id, lo: row.pocket_lo, amount: amount(row.amount) },
  }))
}
