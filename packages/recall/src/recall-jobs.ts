import { inContext, inRefusableContext, type JobHandlers, type Runtime } from '@modosu/kernel'
import { expireHold } from './leg/expire-hold.ts'
import type { Leg } from './leg/leg.ts'
import { markNoAnswer } from './leg/mark-no-answer.ts'
import { receiveReport } from './leg/receive-report.ts'
import { reportOf } from './leg/report-of.ts'
import { settleLeg } from './leg/settle-leg.ts'
import type { RecallDeps } from './recall-deps.ts'
import { findLeg, rangesToJson } from './store/leg.ts'
import { readParts } from './store/part.ts'
import { findTransfer, setTransferState, type Transfer } from './store/transfer.ts'
import { bookBack } from './transfer/book-back.ts'
import { callNeighbour, type NeighbourCall, type NeighbourOutcome } from './wire/call-neighbour.ts'
import {
  ASK_TYP,
  type AskMessage,
  REPORT_TYP,
  reportSchema,
  TRANSFER_TYP,
  type TransferMessage,
  transferAnswerSchema,
} from './wire/messages.ts'

/** How a neighbour is reached: over HTTP, or over the network of a simulation. */
export type CallNeighbour = typeof callNeighbour

/** What the engine does later: speak with neighbours until they have heard, and keep its clocks. */
export function recallJobs(deps: RecallDeps, call: CallNeighbour = callNeighbour): JobHandlers {
  const wire: Wire = { deps, call }
  const legOf = (data: Record<string, unknown>) => ({ legId: String(data.legId) })
  return {
    'recall.send_ask': {
      atOnce: 2,
      outside: (runtime, data) => sendAsk(runtime, wire, legOf(data).legId),
    },
    'recall.send_report': {
      atOnce: 2,
      outside: (runtime, data) => sendReport(runtime, wire, legOf(data).legId),
    },
    'recall.deliver_transfer': {
      atOnce: 2,
      outside: (runtime, data) => deliverTransfer(runtime, wire, String(data.transferId)),
    },
    'recall.settle': { inTransaction: (ctx, data) => settleLeg(ctx, deps, legOf(data)) },
    'recall.expire_hold': { inTransaction: (ctx, data) => expireHold(ctx, deps, legOf(data)) },
    'recall.answer_due': { inTransaction: (ctx, data) => markNoAnswer(ctx, legOf(data)) },
  }
}

interface Wire {
  readonly deps: RecallDeps
  readonly call: CallNeighbour
}

/** Sends our register to the neighbour and takes its report from the answer. */
async function sendAsk(runtime: Runtime, wire: Wire, legId: string): Promise<void> {
  const leg = await inContext(runtime, (ctx) => findLeg(ctx, legId))
  if (!leg || leg.neighbour === null) return
  const outcome = await say(runtime, wire, {
    to: leg.neighbour,
    path: `/recall/v1/legs/${leg.legId}/ask`,
    typ: ASK_TYP,
    msg: askOf(leg),
  })
  const report = reportSchema.strict().parse(outcome)
  const { neighbour } = leg
  const taken = await inRefusableContext(runtime, (ctx) =>
    receiveReport(ctx, { neighbour, msg: report }),
  )
  if (!taken.ok) throw new Error(`${neighbour} contradicts itself: ${taken.error.code}`)
}

export function askOf(leg: Leg): AskMessage {
  return {
    leg: leg.legId,
    case: { id: leg.caseId, number: leg.caseNumber },
    transfer: leg.transferId ?? '',
    attempt: leg.attempt,
    offsets: rangesToJson(leg.offsets),
    amount: String(leg.asked),
    unit: leg.unit,
    stance: leg.stance,
    reason: leg.reason,
    evidence: leg.evidence,
    holdUntil: leg.holdUntil.toISOString(),
    answerDue: leg.answerDue.toISOString(),
    hopsLeft: leg.hopsLeft,
  }
}

async function sendReport(runtime: Runtime, wire: Wire, legId: string): Promise<void> {
  const said = await inContext(runtime, async (ctx) => {
    const leg = await findLeg(ctx, legId)
    return leg && { leg, report: reportOf(ctx, leg, await readParts(ctx, legId)) }
  })
  if (!said || said.leg.neighbour === null) return
  await say(runtime, wire, {
    to: said.leg.neighbour,
    path: `/recall/v1/legs/${legId}/report`,
    typ: REPORT_TYP,
    msg: said.report,
  })
}

async function deliverTransfer(runtime: Runtime, wire: Wire, transferId: string): Promise<void> {
  const transfer = await inContext(runtime, (ctx) => findTransfer(ctx, transferId))
  if (transfer?.state !== 'sent') return
  const outcome = await say(runtime, wire, {
    to: transfer.neighbour,
    path: `/transfers/v1/${transferId}`,
    typ: TRANSFER_TYP,
    msg: messageOf(transfer),
  })
  const { state } = transferAnswerSchema.parse(outcome)
  await inContext(runtime, (ctx) =>
    state === 'credited'
      ? setTransferState(ctx, transferId, 'credited')
      : bookBack(ctx, wire.deps, { transferId }),
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

/**
 * Sends a message until somebody has heard it: whatever is not a signed yes is thrown, and the queue
 * sends it again, for ever, signed anew with the same content.
 */
async function say(runtime: Runtime, wire: Wire, message: NeighbourCall): Promise<unknown> {
  const outcome: NeighbourOutcome = await wire.call(runtime, wire.deps.neighbours, message)
  if (outcome.ok) return outcome.value
  const why = outcome.problem ? outcome.problem.code : outcome.unknown
  throw new Error(`${message.to} ${message.path}: ${why}`)
}
