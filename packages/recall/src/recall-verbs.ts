import { z } from '@hono/zod-openapi'
import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { answerAsk, answerAsks } from './ask/answer-asks.ts'
import { askOf } from './ask/ask-of.ts'
import { tellStatement } from './clearing/tell-statement.ts'
import { raiseAlarm } from './measure/raise-alarm.ts'
import type { RecallDeps } from './recall-deps.ts'
import { receiveReport, receiveReports } from './report/receive-reports.ts'
import { reportOf } from './report/report-of.ts'
import { appealsOf } from './store/appeal.ts'
import { findLeg } from './store/leg.ts'
import { readParts } from './store/part.ts'
import { findTransfer } from './store/transfer.ts'
import { receiveTransfer } from './transfer/receive-transfer.ts'
import { readStatementSchema, STATEMENT_TYP, statementSchema } from './wire/clearing-messages.ts'
import {
  ASK_TYP,
  ASKS_TYP,
  askSchema,
  asksAnswerSchema,
  asksSchema,
  META_TYP,
  metaSchema,
  READ_TYP,
  REPORT_TYP,
  REPORTS_TYP,
  readLegSchema,
  readMetaSchema,
  readTransferAnswerSchema,
  readTransferSchema,
  registersSchema,
  reportSchema,
  reportsAnswerSchema,
  reportsSchema,
  TRANSFER_TYP,
  transferAnswerSchema,
  transferSchema,
} from './wire/messages.ts'
import { metaOf } from './wire/meta-of.ts'
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
  return [...askVerbs(deps), ...reportVerbs(), ...transferVerbs(deps), ...readVerbs(deps)]
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

function askVerbs(deps: RecallDeps): RecallVerb[] {
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
        path: '/recall/v1/asks',
        typ: ASKS_TYP,
        message: asksSchema,
        answer: asksAnswerSchema,
        summary: 'A case asks about many transfers at once; each ask stands for itself',
      },
      async (ctx, { neighbour, msg }) => {
        const answers = await answerAsks(ctx, deps, { neighbour, asks: msg.asks })
        if (!answers.ok) return answers
        await raiseEach(ctx, neighbour, answers.value)
        return ok({ answers: answers.value })
      },
    ),
  ]
}

function reportVerbs(): RecallVerb[] {
  return [
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
        method: 'put',
        path: '/recall/v1/reports',
        typ: REPORTS_TYP,
        message: reportsSchema,
        answer: reportsAnswerSchema,
        summary: 'Many reports at once; each stands for itself',
      },
      async (ctx, { neighbour, msg }) => {
        const answers = await receiveReports(ctx, { neighbour, reports: msg.reports })
        await raiseEach(ctx, neighbour, answers)
        return ok({ answers })
      },
    ),
  ]
}

/** Shows what of a message with many cannot be; a message with one is shown by the edge. */
async function raiseEach(
  ctx: Ctx,
  neighbour: string,
  answers: readonly { leg: string; problem?: { code: string } }[],
): Promise<void> {
  for (const { leg, problem } of answers) {
    if (problem) await raiseAlarm(ctx, { neighbour, code: problem.code, subject: leg })
  }
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
    recallVerb(
      {
        method: 'get',
        path: '/clearing/v1/statement',
        typ: STATEMENT_TYP,
        message: readStatementSchema,
        answer: statementSchema,
        summary: 'What this side has sent to the asker and received from it, up to which transfer',
      },
      (ctx, input) => tellStatement(ctx, deps, input),
    ),
  ]
}

function readVerbs(deps: RecallDeps): RecallVerb[] {
  return [
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
        if (leg.role === 'assigner') return ok({ ask: askOf(leg), report: leg.report })
        const appeal = (await appealsOf(ctx, [leg.legId])).get(leg.legId) ?? null
        const report = reportOf(ctx, leg, await readParts(ctx, leg.legId), appeal)
        return ok({ ask: askOf(leg), report })
      },
    ),
    recallVerb(
      {
        method: 'get',
        path: '/recall/v1/meta',
        typ: META_TYP,
        message: readMetaSchema,
        answer: metaSchema,
        summary: 'Versions, capabilities and limits, under our signature',
      },
      async () => ok(metaOf(deps)),
    ),
  ]
}
