import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { bookBackUndo } from '../dispute/book-back-undo.ts'
import type { RecallDeps } from '../recall-deps.ts'
import {
  findTransfer,
  insertTransfer,
  lockTransfer,
  setTransferState,
  type Transfer,
  type TransferKind,
} from '../store/transfer.ts'
import { arriveBack } from './arrive-back.ts'

/**
 * A neighbour refused a transfer for ever: the value that lies in its clearing account is ours again.
 * A payment goes where it came from, exactly as if it had been refunded whole; where a claim refused
 * it, that claim comes first. A refund that a claim was quicker than goes up under that claim, and the
 * rest of it is sent anew. A give-back that nobody took goes back to where it was taken from.
 */
export async function bookBack(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly transferId: string; readonly legId: string | null },
): Promise<void> {
  await lockTransfer(ctx, input.transferId)
  const transfer = await findTransfer(ctx, input.transferId)
  assert(transfer?.direction === 'out', 'only our own transfers are refused by others')
  if (transfer.state === 'refused') return
  assert(transfer.state === 'sent', 'a transfer that was credited is not refused afterwards')
  if (transfer.kind === 'give_back') {
    await bookBackUndo(ctx, deps, transfer)
  } else {
    assert(isRefusable(transfer.kind), `a ${transfer.kind} is owed and cannot be refused`)
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
    const arrived = await arriveBack(ctx, deps, back, input.legId)
    mustSucceed(arrived, 'a refused transfer can be booked back')
    await insertTransfer(ctx, back)
  }
  await setTransferState(ctx, transfer.transferId, 'refused')
}

/** A return is owed, and a stop is a word: nobody can refuse either. */
export function isRefusable(kind: TransferKind): boolean {
  return kind === 'payment' || kind === 'refund' || kind === 'give_back'
}
