import { z } from '@hono/zod-openapi'
import {
  type Api,
  amount,
  amountOutSchema,
  amountSchema,
  endpoint,
  idSchema,
  instantSchema,
  ok,
} from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { listOrders } from '../orders/list-orders.ts'
import { placeOrder } from '../orders/place-order.ts'
import { readOrder } from '../orders/read-order.ts'
import { readSales } from '../sales/read-sales.ts'
import { deliverToSchema, limitSchema, orderListOut, orderOut, orderPath } from './schemas.ts'
import { orderJson, orderSummaryJson } from './views.ts'

const tag = 'market'

export function ordersApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders',
      summary: 'Buys a listing; the payment is asked for after this answer',
      tag,
      auth: 'member',
      status: 201,
      body: z.object({
        listingId: idSchema('lst'),
        deliverTo: deliverToSchema,
        price: amountSchema.optional(),
      }),
      response: z.object({
        orderId: z.string(),
        state: z.enum(['awaiting_approval', 'awaiting_payment']),
      }),
      refusals: [
        'market/spending_shut',
        'market/unknown_listing',
        'market/own_listing',
        'market/already_sold',
        'market/not_for_sale',
        'market/price_changed',
      ],
      idempotent: true,
    },
    (ctx, { actor, body }) =>
      placeOrder(ctx, deps, {
        ...body,
        price: body.price === undefined ? undefined : amount(BigInt(body.price)),
        buyer: actor,
      }),
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/orders',
      summary: 'Lists your orders on one side',
      tag,
      auth: 'member',
      query: z.object({
        role: z.enum(['buyer', 'seller']),
        before: instantSchema.optional(),
        limit: limitSchema,
      }),
      response: orderListOut,
      refusals: [],
    },
    async (ctx, { actor, query }) => {
      const found = await listOrders(ctx, deps, {
        member: actor,
        side: query.role,
        before: query.before === undefined ? undefined : new Date(query.before),
        limit: query.limit,
      })
      return ok({
        orders: found.orders.map((order) => ({
          ...orderSummaryJson(order),
          otherName: order.otherName,
        })),
        next: found.next?.toISOString() ?? null,
      })
    },
  )
  readingApi(api, deps)
}

function readingApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/orders/{orderId}',
      summary: 'Reads an order as its buyer or its seller',
      tag,
      auth: 'member',
      params: orderPath,
      response: orderOut,
      refusals: ['market/unknown_order'],
    },
    async (ctx, { actor, params }) => {
      const read = await readOrder(ctx, deps, { ...params, member: actor })
      return read.ok ? ok(orderJson(read.value)) : read
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/market/v1/sales',
      summary: 'Reads your sales money',
      tag,
      auth: 'member',
      response: z.object({ total: amountOutSchema, unit: z.literal('yen') }),
      refusals: [],
    },
    async (ctx, { actor }) =>
      ok({ total: String(await readSales(ctx, { memberId: actor.memberId })), unit: 'yen' }),
  )
}
