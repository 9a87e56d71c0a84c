import { z } from '@hono/zod-openapi'
import {
  type Api,
  amount,
  amountOutSchema,
  amountSchema,
  endpoint,
  instantSchema,
  ok,
} from '@modosu/kernel'
import { neighbourEndpoint } from '@modosu/recall'
import { askExchange } from '../exchange/ask-exchange.ts'
import { receiveAnnouncement } from '../exchange/receive-announcement.ts'
import { ANNOUNCE_TYP } from '../exchange/send-exchange.ts'
import { showMemberNumber } from '../exchange/show-member-number.ts'
import { stopExchange } from '../exchange/stop-exchange.ts'
import type { PointsDeps } from '../points-api.ts'
import { listExchanges } from '../store/exchange.ts'

const EXCHANGES_MAX = 100

const exchangeIdSchema = z
  .string()
  .regex(/^exc_[0-9a-z]{24}$/, 'must be the id of an exchange')
  .openapi({ example: 'exc_01k8x2m4q6s8v0w2y4z6a8c0' })

const memberNumberSchema = z
  .string()
  .regex(/^pnt_[0-9a-z]{24}$/, 'must be a number of the partner programme')
  .openapi({ example: 'pnt_01k8x2m4q6s8v0w2y4z6a8c0' })

const programmeSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must name a partner')

const exchangeOut = z.object({
  exchangeId: z.string(),
  programme: z.string(),
  amount: amountOutSchema,
  askedAt: instantSchema,
  sendsAt: instantSchema,
  state: z.enum(['processing', 'sent', 'stopped', 'refused']),
})

/** Exchanging points into a partner programme, and taking points that a partner sends. */
export function addExchanges(api: Api, deps: PointsDeps): void {
  addAsking(api, deps)
  addLooking(api)
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'put',
      path: '/points/v1/announced/{exchangeId}',
      typ: ANNOUNCE_TYP,
      message: z.strictObject({
        exchangeId: exchangeIdSchema,
        memberNumber: memberNumberSchema,
        amount: amountSchema,
        unit: z.literal('pt'),
      }),
      answer: z.object({ state: z.literal('expected') }),
      summary: 'Announces points for a member, known by the number of the programme',
      tag: 'points',
    },
    (ctx, { neighbour, msg }) =>
      receiveAnnouncement(ctx, {
        exchangeId: msg.exchangeId,
        programme: neighbour,
        memberNumber: msg.memberNumber,
        amount: amount(BigInt(msg.amount)),
      }),
  )
}

function addAsking(api: Api, deps: PointsDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/points/v1/exchanges',
      summary: 'Asks for regular points to be exchanged into a partner programme',
      tag: 'points',
      auth: 'member',
      body: z.object({
        programme: programmeSchema,
        memberNumber: memberNumberSchema,
        amount: amountSchema,
      }),
      response: z.object({
        exchangeId: z.string(),
        amount: amountOutSchema,
        sendsAt: instantSchema,
      }),
      refusals: [
        'points/unknown_programme',
        'points/spending_shut',
        'points/leaving_delayed',
        'points/insufficient',
      ],
      idempotent: true,
      status: 201,
    },
    async (ctx, { actor, body }) => {
      const asked = await askExchange(ctx, deps, {
        ...body,
        amount: amount(BigInt(body.amount)),
        actor,
      })
      if (!asked.ok) return asked
      const { exchangeId, amount: done, sendsAt } = asked.value
      return ok({ exchangeId, amount: String(done), sendsAt: sendsAt.toISOString() })
    },
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: '/points/v1/exchanges/{exchangeId}',
      summary: 'Stops an exchange that was not sent yet',
      tag: 'points',
      auth: 'member',
      params: z.object({ exchangeId: exchangeIdSchema }),
      response: z.object({ exchangeId: z.string(), state: z.literal('stopped') }),
      refusals: ['points/unknown_exchange', 'points/already_sent'],
    },
    (ctx, { actor, params }) =>
      stopExchange(ctx, { exchangeId: params.exchangeId, memberId: actor.memberId }),
  )
}

function addLooking(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/points/v1/exchanges',
      summary: 'Shows the exchanges of the member, newest first',
      tag: 'points',
      auth: 'member',
      response: z.object({ exchanges: z.array(exchangeOut) }),
      refusals: [],
    },
    async (ctx, { actor }) => {
      const exchanges = await listExchanges(ctx, {
        memberId: actor.memberId,
        limit: EXCHANGES_MAX,
      })
      return ok({
        exchanges: exchanges.map((exchange) => ({
          exchangeId: exchange.exchangeId,
          programme: exchange.programme,
          amount: String(exchange.amount),
          askedAt: exchange.askedAt.toISOString(),
          sendsAt: exchange.sendsAt.toISOString(),
          state: exchange.state,
        })),
      })
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/points/v1/member-number',
      summary: 'Shows the number by which partner programmes send points to the member',
      tag: 'points',
      auth: 'member',
      response: z.object({ memberNumber: memberNumberSchema }),
      refusals: [],
    },
    async (ctx, { actor }) => ok(await showMemberNumber(ctx, { memberId: actor.memberId })),
  )
}
