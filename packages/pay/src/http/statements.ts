import { z } from '@hono/zod-openapi'
import { type Api, amountOutSchema, endpoint, ok } from '@modosu/kernel'
import { readUseOrder, setUseOrder } from '../means/use-order.ts'
import { readStatement } from '../statements/read-statement.ts'
import { depositNumberOf } from '../store/wallet.ts'
import { kindSchema } from './schemas.ts'

const tag = 'pay'
const MONTH = /^(20[0-9]{2})-(0[1-9]|1[0-2])$/

/** Statements by month, the order of use, and the number by which sales money comes in. */
export function addStatements(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/pay/v1/statements/{month}',
      summary: 'Shows for each kind of money what was there, came, went and is left in a month',
      tag,
      auth: 'member',
      params: z.object({ month: z.string().regex(MONTH, 'must be a month such as 2017-09') }),
      response: z.object({
        lines: z.array(
          z.object({
            kind: kindSchema,
            opening: amountOutSchema,
            cameIn: amountOutSchema,
            wentOut: amountOutSchema,
            closing: amountOutSchema,
          }),
        ),
      }),
      refusals: [],
    },
    async (ctx, { actor, params }) => {
      const [, year = '', month = ''] = MONTH.exec(params.month) ?? []
      const begins = (of: number) => new Date(Date.UTC(Number(year), of, 1) - JST_OFFSET_MS)
      const from = begins(Number(month) - 1)
      const until = begins(Number(month))
      const lines = await readStatement(ctx, { memberId: actor.memberId, from, until })
      return ok({
        lines: lines.map((line) => ({
          kind: line.kind,
          opening: String(line.opening),
          cameIn: String(line.cameIn),
          wentOut: String(line.wentOut),
          closing: String(line.closing),
        })),
      })
    },
  )
  addUseOrder(api)
}

const JST_OFFSET_MS = 9 * 60 * 60 * 1000

function addUseOrder(api: Api): void {
  const path = '/pay/v1/use-order'
  const kinds = z.array(kindSchema).min(1).max(3)
  endpoint(
    api,
    {
      method: 'get',
      path,
      summary: 'Shows in which order the kinds of money are used',
      tag,
      auth: 'member',
      response: z.object({ kinds }),
      refusals: [],
    },
    async (ctx, { actor }) => ok({ kinds: await readUseOrder(ctx, actor.memberId) }),
  )
  endpoint(
    api,
    {
      method: 'put',
      path,
      summary: 'Sets in which order the kinds of money are used',
      tag,
      auth: 'member',
      body: z.object({ kinds }),
      response: z.object({ kinds }),
      refusals: ['pay/use_order_wrong'],
    },
    (ctx, { actor, body }) => setUseOrder(ctx, { ...body, memberId: actor.memberId }),
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/pay/v1/deposit-number',
      summary: 'Shows the number by which sales money comes in from other companies',
      tag,
      auth: 'member',
      response: z.object({ depositNumber: z.string() }),
      refusals: [],
    },
    async (ctx, { actor }) => ok({ depositNumber: await depositNumberOf(ctx, actor.memberId) }),
  )
}
