import { inContext, type Runtime } from '@modosu/kernel'
import { raiseAlarms } from '../measure/raise-alarm.ts'
import { rangesToJson } from '../store/leg.ts'
import { findTransfer, setTransferState, type Transfer } from '../store/transfer.ts'
import { bookBack, isRefusable } from '../transfer/book-back.ts'
import { TRANSFER_TYP, type TransferMessage, transferAnswerSchema } from '../wire/messages.ts'
import { say, type Wire } from './say.ts'

/** Brings a transfer to its neighbour and does what the answer says: credited, or ours again. */
export async function deliverTransfer(
  runtime: Runtime,
  wire: Wire,
  input: { readonly transferId: string },
): Promise<void> {
  const { transferId } = input
  const transfer = await inContext(runtime, (ctx) => findTransfer(ctx, transferId))
  if (transfer?.state !== 'sent') return
  const outcome = await say(runtime, wire, {
    to: transfer.neighbour,
    path: `/transfers/v1/${transferId}`,
    typ: TRANSFER_TYP,
    msg: messageOf(transfer),
  })
  const { state, leg } = transferAnswerSchema.parse(outcome)
  if (state === 'refused' && !isRefusable(transfer.kind)) {
    const offence = { neighbour: transfer.neighbour, code: 'recall/contradiction' }
    await raiseAlarms(runtime, [{ ...offence, subject: transferId }])
    throw new Error(`${transfer.neighbour} refuses a ${transfer.kind}`)
  }
  await inContext(runtime, (ctx) =>
    state === 'credited'
      ? setTransferState(ctx, transferId, 'credited')
      : bookBack(ctx, wire.deps, { transferId, legId: leg }),
  )
}

function messageOf(transfer: Transfer): TransferMessage {
  return {
    transfer: transfer.transferId,
    kind: transfer.kind,
    amount: String(transfer.amount),
    unit: transfer.unit,
    reference: transfer.reference,
    leg: transfer.legId,
    original: transfer.originalTransferId,
    offsets: rangesToJson(transfer.offsets),
  }
}
