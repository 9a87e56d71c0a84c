import { amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { arriveGiveBack } from '../dispute/arrive-give-back.ts'
import type { RecallError } from '../errors.ts'
import { arriveAtClaims } from '../hold/arrive-at-claims.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { rangesFromJson, rangesToJson } from '../store/leg.ts'
import { findTombstone } from '../store/tombstone.ts'
import { findTransfer, insertTransfer, lockTransfers, type Transfer } from '../store/transfer.ts'
import type { TransferMessage } from '../wire/messages.ts'
import { arriveBack } from './arrive-back.ts'
import { arrivePayment } from './arrive-payment.ts'
import { arriveStop } from './arrive-stop.ts'
import { endAwaited } from './end-awaited.ts'

/** How a transfer was answered; `leg` names the claim that refuses it for ever, if one does. */
export interface TransferAnswer {
  readonly state: 'credited' | 'refused'
  readonly leg: string | null
}

/**
 * Value arrives from a neighbour, or word that it will never be taken. The same transfer again gets
 * the first answer and changes nothing; `refused` is for ever, and the sender books the value back.
 *
 * Refusals in order: recall/contradiction (the same id, another content), recall/amount_mismatch,
 * recall/unknown_leg and recall/unknown_transfer for what comes back and was never sent.
 */
export async function receiveTransfer(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly neighbour: string; readonly msg: TransferMessage },
): Promise<Result<TransferAnswer, RecallError>> {
  const { neighbour, msg } = input
  await lockTransfers(ctx, [msg.transfer, ...(msg.original === null ? [] : [msg.original])])
  const stone = await findTombstone(ctx, msg.transfer)
  if (stone) {
    if (stone.neighbour !== neighbour) return refuse({ code: 'recall/contradiction' })
    return ok({ state: 'refused', leg: stone.legId })
  }
  const known = await findTransfer(ctx, msg.transfer)
  if (known) {
    if (!sameTransfer(known, neighbour, msg)) return refuse({ code: 'recall/contradiction' })
    return ok({ state: known.state === 'refused' ? 'refused' : 'credited', leg: null })
  }
  const arrived = await arrive(ctx, deps, incomingTransfer(ctx, neighbour, msg))
  if (!arrived.ok) return arrived
  return ok({ state: arrived.value, leg: null })
}

async function arrive(
  ctx: Ctx,
  deps: RecallDeps,
  transfer: Transfer,
): Promise<Result<'credited' | 'refused', RecallError>> {
  const taken = await take(ctx, deps, transfer)
  if (!taken.ok) return taken
  await insertTransfer(ctx, { ...transfer, state: taken.value })
  // What comes back may be what another company of the ring asks us about.
  if (taken.value === 'credited' && transfer.kind !== 'stop') {
    await arriveAtClaims(ctx, deps, transfer)
  }
  if (taken.value === 'refused') await endAwaited(ctx, transfer.transferId)
  return taken
}

async function take(
  ctx: Ctx,
  deps: RecallDeps,
  transfer: Transfer,
): Promise<Result<'credited' | 'refused', RecallError>> {
  switch (transfer.kind) {
    case 'payment':
      return ok(await arrivePayment(ctx, deps, transfer))
    case 'give_back':
      return await arriveGiveBack(ctx, deps, transfer)
    case 'stop': {
      const stopped = await arriveStop(ctx, deps, transfer)
      return stopped.ok ? ok('credited') : stopped
    }
    case 'refund':
    case 'return': {
      const back = await arriveBack(ctx, deps, transfer)
      return back.ok ? ok('credited') : back
    }
  }
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
