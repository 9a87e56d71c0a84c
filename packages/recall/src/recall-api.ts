import { z } from '@hono/zod-openapi'
import { type Api, ok, refuse } from '@modosu/kernel'
import { answerAsk } from './answer-ask.ts'
import type { RecallDeps } from './recall-deps.ts'
import { askOf } from './recall-jobs.ts'
import { receiveReport } from './receive-report.ts'
import { receiveTransfer } from './receive-transfer.ts'
import { reportOf } from './report-of.ts'
import { findLeg } from './store/leg.ts'
import { readParts } from './store/part.ts'
import { findTransfer } from './store/transfer.ts'
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
import { neighbourEndpoint } from './wire/neighbour-endpoint.ts'

const TAG = 'between companies'
const VERSIONS = ['1'] as const

/** Adds the wire between companies: legs, reports and transfers. */
export function recallApi(api: Api, deps: RecallDeps): void {
  addLegEndpoints(api, deps)
  addTransferEndpoints(api, deps)
  addMeta(api, deps)
}

function addLegEndpoints(api: Api, deps: RecallDeps): void {
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'put',
      path: '/recall/v1/legs/{leg}/ask',
      typ: ASK_TYP,
      message: askSchema,
      answer: reportSchema,
      summary: 'A case asks for value that came with a transfer; it is held before the answer',
      tag: TAG,
    },
    (ctx, input) => answerAsk(ctx, deps, input),
  )
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'put',
      path: '/recall/v1/legs/{leg}/report',
      typ: REPORT_TYP,
      message: reportSchema,
      answer: z.object({ revision: z.number() }),
      summary: 'Where every offset that was asked for is now',
      tag: TAG,
    },
    (ctx, input) => receiveReport(ctx, input),
  )
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'get',
      path: '/recall/v1/legs/{leg}',
      typ: READ_TYP,
      message: readLegSchema,
      answer: registersSchema,
      summary: 'Both registers of a leg, for repair after a loss',
      tag: TAG,
    },
    async (ctx, { neighbour, msg }) => {
      const leg = await findLeg(ctx, msg.leg)
      if (!leg || leg.neighbour !== neighbour) return refuse({ code: 'recall/unknown_leg' })
      const report =
        leg.role === 'assignee' ? reportOf(ctx, leg, await readParts(ctx, leg.legId)) : leg.report
      return ok({ ask: askOf(leg), report })
    },
  )
}

function addTransferEndpoints(api: Api, deps: RecallDeps): void {
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'put',
      path: '/transfers/v1/{transfer}',
      typ: TRANSFER_TYP,
      message: transferSchema,
      answer: transferAnswerSchema,
      summary: 'Value crosses: credited once, or refused for ever',
      tag: TAG,
    },
    (ctx, input) => receiveTransfer(ctx, deps, input),
  )
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'get',
      path: '/transfers/v1/{transfer}',
      typ: READ_TYP,
      message: readTransferSchema,
      answer: readTransferAnswerSchema,
      summary: 'What became of a transfer at this side',
      tag: TAG,
    },
    async (ctx, { neighbour, msg }) => {
      const transfer = await findTransfer(ctx, msg.transfer)
      return ok({ state: transfer?.neighbour === neighbour ? transfer.state : 'unknown' })
    },
  )
}

function addMeta(api: Api, deps: RecallDeps): void {
  const { signingKey, company } = deps.neighbours
  const { kty, crv, x, kid } = signingKey
  api.hono.get('/recall/v1/meta', (c) =>
    c.json({
      company,
      versions: VERSIONS,
      limits: { hops: deps.policy.hopsMax, holdHours: deps.policy.holdHours },
      keys: [{ kty, crv, x, kid, alg: 'Ed25519', use: 'sig' }],
    }),
  )
}
