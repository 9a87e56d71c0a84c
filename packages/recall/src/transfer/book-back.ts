import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import { findTransfer, insertTransfer, setTransferState, type Transfer } from '../store/transfer.ts'
import { arriveBack } from './arrive-back.ts'

/**
 * A neighbour refused a transfer for ever: the value that lies in its clearing account is ours again
 * and goes where it came from, exactly as if it had been refunded whole.
 */
export async function bookBack(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly transferId: string },
): Promise<void> {
  const transfer = await findTransfer(ctx, input.transferId)
  assert(transfer?.direction === 'out', 'only our own transfers are refused by others')
  if (transfer.state === 'refused') return
  assert(transfer.kind === 'payment', `a ${transfer.kind} is owed and cannot be refused`)
  const back: Transfer = {
    ...transfer,
    transferId: ctx.newId('tr'),
    direction: 'in',
    kind: 'refund',
    originalTransferId: transfer.transferId,
    offsets: [{ lo: 0n, amount: transfer.amount }],
    state: 'credited',
    at: ctx.now,
  }
  const arrived = await arriveBack(ctx, deps, back)
  mustSucceed(arrived, 'a refused transfer can be booked back')
  await insertTransfer(ctx, back)
  await setTransferState(ctx, transfer.transferId, 'refused')
}
