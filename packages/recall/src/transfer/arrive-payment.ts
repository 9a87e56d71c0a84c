import { type Ctx, mustSucceed } from '@modosu/kernel'
import { transferIn } from '@modosu/ledger'
import type { RecallDeps } from '../recall-deps.ts'
import type { Transfer } from '../store/transfer.ts'

/**
 * Credits a payment to the account that its reference names, or refuses it for ever when no service
 * knows the reference (any more): the sender then books it back.
 */
export async function arrivePayment(
  ctx: Ctx,
  deps: RecallDeps,
  transfer: Transfer,
): Promise<'credited' | 'refused'> {
  const { transferId, neighbour, unit, reference } = transfer
  if (reference === null) return 'refused'
  const payment = { transferId, neighbour, amount: transfer.amount, unit, reference }
  for (const holder of deps.holders) {
    const account = await holder.accountForPayment?.(ctx, payment)
    if (account === undefined) continue
    const credited = await transferIn(ctx, {
      transferId,
      neighbour,
      to: account,
      amount: transfer.amount,
      unit,
      kind: 'payment',
      who: {},
    })
    mustSucceed(credited, 'a service names an account that takes it')
    await holder.onPayment?.(ctx, payment)
    return 'credited'
  }
  return 'refused'
}
