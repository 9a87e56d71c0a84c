import { amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import { arriveAtClaims } from '../leg/arrive-at-claims.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { rangesFromJson, rangesToJson } from '../store/leg.ts'
import { findTransfer, insertTransfer, lockTransfer, type Transfer } from '../store/transfer.ts'
import type { TransferMessage } from '../wire/messages.ts'
import { arriveBack } from './arrive-back.ts'
import { arrivePayment } from './arrive-payment.ts'

/**
 * Value arrives from a neighbour. The same transfer again gets the first answer and changes
 * nothing; `refused` is for ever, and the sender books the value back.
 *
 * Refusals in order: recall/contradiction (the same id, another content), recall/amount_mismatch,
 * recall/unknown_leg and recall/unknown_transfer for a return or refund of what we never sent.
 */
export async function receiveTransfer(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly neighbour: string; readonly msg: TransferMessage },
): Promise<Result<{ state: 'credited' | 'refused' }, RecallError>> {
  const { neighbour, msg } = input
  await lockTransfer(ctx, msg.transfer)
  const known = await findTransfer(ctx, msg.transfer)
  if (known) {
    if (!sameTransfer(known, neighbour, msg)) return refuse({ code: 'recall/contradiction' })
    return ok({ state: known.state === 'refused' ? 'refused' : 'credited' })
  }
  const transfer = incomingTransfer(ctx, neighbour, msg)
  if (transfer.kind === 'payment') {
    const state = await arrivePayment(ctx, deps, transfer)
    await insertTransfer(ctx, { ...transfer, state })
    if (state === 'credited') await arriveAtClaims(ctx, deps, transfer)
    return ok({ state })
  }
  const back = await arriveBack(ctx, deps, transfer)
  if (!back.ok) return back
  await insertTransfer(ctx, transfer)
  return ok({ state: 'credited' })
}

function incomingTransfer(ctx: Ctx, neighbour: string, msg: TransferMessage): Transfer {
  return {
    transferId: msg.transfer,
    direction: 'in',
    neighbour,
    kind: msg.kind,
    amount: amount(BigInt(msg.amount)),
    unit: msg.unit,
    reference: msg.reference,
    legId: msg.leg,
    originalTransferId: msg.original,
    offsets: rangesFromJson(msg.offsets),
    state: 'credited',
    at: ctx.now,
  }
}

function sameTransfer(known: Transfer, neighbour: string, msg: TransferMessage): boolean {
  return (
    known.direction === 'in' &&
    known.neighbour === neighbour &&
    known.kind === msg.kind &&
    String(known.amount) === msg.amount &&
    known.unit === msg.unit &&
    known.reference === msg.reference &&
    known.legId === msg.leg &&
    known.originalTransferId === msg.original &&
    JSON.stringify(rangesToJson(known.offsets)) === JSON.stringify(msg.offsets)
  )
}
