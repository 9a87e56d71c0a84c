import { type Amount, assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { type LedgerError, transferOut, type Who } from '@modosu/ledger'
import type { RecallError } from './errors.ts'
import { findTransfer, insertTransfer } from './store/transfer.ts'

/**
 * Gives an arrived payment back without any claim, as when a market cancels an order. At the payer's
 * company it goes to the very lots that it came from.
 *
 * Refusals in order: recall/unknown_transfer, then those of the ledger's `transferOut`.
 */
export async function refundTransfer(
  ctx: Ctx,
  input: {
    /** The payment that is given back, whole. */
    readonly transferId: string
    /** The account that holds it now. */
    readonly from: string
    readonly amount: Amount
    readonly key: string
    readonly who: Who
  },
): Promise<Result<{ transferId: string }, RecallError | LedgerError>> {
  const original = await findTransfer(ctx, input.transferId)
  if (original?.direction !== 'in' || original.state !== 'credited') {
    return refuse({ code: 'recall/unknown_transfer' })
  }
  assert(input.amount === original.amount, 'a refund gives the whole payment back')
  const transferId = ctx.newId('tr')
  const sent = await transferOut(ctx, {
    key: input.key,
    transferId,
    neighbour: original.neighbour,
    from: input.from,
    amount: input.amount,
    kind: 'refund',
    who: input.who,
  })
  if (!sent.ok) return sent
  await insertTransfer(ctx, {
    transferId,
    direction: 'out',
    neighbour: original.neighbour,
    kind: 'refund',
    amount: input.amount,
    unit: original.unit,
    reference: original.reference,
    legId: null,
    originalTransferId: original.transferId,
    offsets: [{ lo: 0n, amount: input.amount }],
    state: 'sent',
    at: ctx.now,
  })
  await ctx.enqueue({ kind: 'recall.deliver_transfer', data: { transferId } })
  return ok({ transferId })
}
