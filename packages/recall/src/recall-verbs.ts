import { z } from '@hono/zod-openapi'
import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { answerAsk } from './leg/answer-ask.ts'
import { receiveReport } from './leg/receive-report.ts'
import { reportOf } from './leg/report-of.ts'
import type { RecallDeps } from './recall-deps.ts'
import { askOf } from './recall-jobs.ts'
import { findLeg } from './store/leg.ts'
import { readParts } from './store/part.ts'
import { findTransfer } from './store/transfer.ts'
import { receiveTransfer } from './transfer/receive-transfer.ts'
import {
  ASK_TYP,
  askSchema,
  READ_TYP,
  REPORT_TYP,
  readLegSchema,
  readTransferAnswerSchema,
  readTransferSchema,
  registersSchema,
  reportSchema,
  TRANSFER_TYP,
  transferAnswerSchema,
  transferSchema,
} from './wire/messages.ts'
import type { NeighbourEndpointSpec } from './wire/neighbour-endpoint.ts'

type Refusal = { code: string; [member: string]: unknown }

/** One request of the wire: how it is called, what it says, and the verb that answers it. */
export interface RecallVerb extends NeighbourEndpointSpec<z.ZodObject> {
  readonly run: (
    ctx: Ctx,
    input: { neighbour: string; msg: Record<string, unknown> },
  ) => Promise<Result<unknown, Refusal>>
}

/**
 * Everything that a neighbour may ask of us, as data: the HTTP edge makes an endpoint of each, and a
 * simulated network runs the very same verbs without it.
 */
export function recallVerbs(deps: RecallDeps): readonly RecallVerb[] {
  return [...legVerbs(deps), ...transferVerbs(deps)]
}

/** Ties the type of a message to its verb; whoever runs it has checked the schema first. */
function recallVerb<Message extends z.ZodObject>(
  spec: Omit<NeighbourEndpointSpec<Message>, 'tag'>,
  run: (
    ctx: Ctx,
    input: { neighbour: string; msg: z.infer<Message> },
  ) => Promise<Result<unknown, Refusal>>,
): RecallVerb {
  return { ...spec, tag: 'between companies', run: run as RecallVerb['run'] }
}

function legVerbs(deps: RecallDeps): RecallVerb[] {
  return [
    recallVerb(
      {
        method: 'put',
        path: '/recall/v1/legs/{leg}/ask',
        typ: ASK_TYP,
        message: askSchema,
        answer: reportSchema,
        summary: 'A case asks for value that came with a transfer; it is held before the answer',
      },
      (ctx, input) => answerAsk(ctx, deps, input),
    ),
    recallVerb(
      {
        method: 'put',
        path: '/recall/v1/legs/{leg}/report',
        typ: REPORT_TYP,
        message: reportSchema,
        answer: z.object({ revision: z.number() }),
        summary: 'Where every offset that was asked for is now',
      },
      (ctx, input) => receiveReport(ctx, input),
    ),
    recallVerb(
      {
        method: 'get',
        path: '/recall/v1/legs/{leg}',
        typ: READ_TYP,
        message: readLegSchema,
        answer: registersSchema,
        summary: 'Both registers of a leg, for repair after a loss',
      },
      async (ctx, { neighbour, msg }) => {
        const leg = await findLeg(ctx, msg.leg)
        if (!leg || leg.neighbour !== neighbour) return refuse({ code: 'recall/unknown_leg' })
        const report =
          leg.role === 'assignee' ? reportOf(ctx, leg, await readParts(ctx, leg.legId)) : leg.report
        return ok({ ask: askOf(leg), report })
      },
    ),
  ]
}

function transferVerbs(deps: RecallDeps): RecallVerb[] {
  return [
    recallVerb(
      {
        method: 'put',
        path: '/transfers/v1/{transfer}',
        typ: TRANSFER_TYP,
        message: transferSchema,
        answer: transferAnswerSchema,
        summary: 'Value crosses: credited once, or refused for ever',
      },
      (ctx, input) => receiveTransfer(ctx, deps, input),
    ),
    recallVerb(
      {
        method: 'get',
        path: '/transfers/v1/{transfer}',
        typ: READ_TYP,
        message: readTransferSchema,
        answer: readTransferAnswerSchema,
        summary: 'What became of a transfer at this side',
      },
      async (ctx, { neighbour, msg }) => {
        const transfer = await findTransfer(ctx, msg.transfer)
        return ok({ state: transfer?.neighbour === neighbour ? transfer.state : 'unknown' })
      },
    ),
  ]
}
