import type { Amount, Ctx, Result } from '@modosu/kernel'
import { ok } from '@modosu/kernel'
import { type LedgerError, type Span, transferOut, type Who } from '@modosu/ledger'
import { insertTransfer } from '../store/transfer.ts'

/**
 * Pays a neighbour: the value leaves `from` into the neighbour's clearing account and the message is
 * delivered until it is taken. The transfer's id is the sender's and is chosen before sending, so a
 * repetition is recognised on both sides.
 *
 * Refusals: those of the ledger's `transferOut`.
 */
export async function sendTransfer(
  ctx: Ctx,
  input: {
    readonly transferId: string
    readonly neighbour: string
    /** An account, or the exact units, in the order of the transfer's offsets. */
    readonly from: string | readonly Span[]
    readonly amount: Amount
    readonly unit: string
    /** What it pays: the payment request's id. */
    readonly reference: string
    readonly who: Who
  },
): Promise<Result<{ transferId: string }, LedgerError>> {
  const sent = await transferOut(ctx, {
    transferId: input.transferId,
    neighbour: input.neighbour,
    from: input.from,
    amount: input.amount,
    kind: 'payment',
    who: input.who,
  })
  if (!sent.ok) return sent
  await insertTransfer(ctx, {
    transferId: input.transferId,
    direction: 'out',
    neighbour: input.neighbour,
    kind: 'payment',
    amount: input.amount,
    unit: input.unit,
    reference: input.reference,
    legId: null,
    originalTransferId: null,
    offsets: [],
    state: 'sent',
    at: ctx.now,
  })
  await ctx.enqueue({ kind: 'recall.deliver_transfer', data: { transferId: input.transferId } })
  return ok({ transferId: input.transferId })
}
