import { z } from '@hono/zod-openapi'
import { type Api, endpoint, ok, textSchema } from '@modosu/kernel'
import { endUnpaid } from '../cancels/end-unpaid.ts'
import type { MarketDeps } from '../deps.ts'
import { answerRequest } from '../orders/answer-request.ts'
import { withdrawRequest } from '../orders/withdraw-request.ts'
import { changeAddress } from '../parcels/change-address.ts'
import { makeLabel } from '../parcels/make-label.ts'
import { askReceipt } from '../ratings/ask-receipt.ts'
import { rateOrder } from '../ratings/rate-order.ts'
import { confirmReturn } from '../reviews/confirm-return.ts'
import { reportOrder } from '../reviews/report-order.ts'
import {
  carrierSchema,
  deliverToSchema,
  labelOut,
  orderPath,
  ratingSchema,
  stateOut,
} from './schemas.ts'
import { labelJson } from './views.ts'

const REASON_MAX = 500
const tag = 'market'
const ended = ['market/already_cancelled', 'market/already_completed'] as const
const side = ['market/unknown_order', 'market/not_yours_to_do', ...ended, 'market/on_hold'] as const

/** Steps of one side that say nothing but that they are done. */
const plainSteps = [
  ['request-withdrawal', 'The buyer takes his request to buy back', withdrawRequest, []],
  [
    'unpaid-end',
    'The seller ends an order that was not paid',
    endUnpaid,
    ['market/pay_due_not_passed'],
  ],
  [
    'receipt-request',
    'The seller asks for the receipt',
    askReceipt,
    ['market/receipt_ask_too_early'],
  ],
  ['return', 'The seller says that what was sent back has arrived', confirmReturn, []],
] as const

/** Requests to buy, labels, ratings, reports: what the sides do besides shipping and cancelling. */
export function orderRequestsApi(api: Api, deps: MarketDeps): void {
  for (const [step, summary, verb, refusals] of plainSteps) {
    endpoint(
      api,
      {
        method: 'post',
        path: `/market/v1/orders/{orderId}/${step}`,
        summary,
        tag,
        auth: 'member',
        params: orderPath,
        response: stateOut,
        refusals: [...side, ...refusals, 'market/wrong_state'],
      },
      (ctx, { actor, params }) => verb(ctx, deps, { ...params, member: actor }),
    )
  }
  approvalApi(api, deps)
  parcelsApi(api, deps)
  ratingApi(api, deps)
}

function approvalApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/approval',
      summary: 'The seller answers a request to buy',
      tag,
      auth: 'member',
      params: orderPath,
      body: z.object({ approve: z.boolean() }),
      response: stateOut,
      refusals: [...side, 'market/wrong_state'],
    },
    (ctx, { actor, params, body }) =>
      answerRequest(ctx, deps, { ...params, ...body, member: actor }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/report',
      summary: 'Tells the office that something is wrong with an order',
      tag,
      auth: 'member',
      params: orderPath,
      body: z.object({ reason: textSchema(REASON_MAX) }),
      response: stateOut,
      refusals: ['market/unknown_order', ...ended, 'market/on_hold', 'market/wrong_state'],
    },
    (ctx, { actor, params, body }) => reportOrder(ctx, deps, { ...params, ...body, member: actor }),
  )
}

function parcelsApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/label',
      summary: 'Gives the seller a label of the market',
      tag,
      auth: 'member',
      status: 201,
      params: orderPath,
      body: z.object({ carrier: carrierSchema }),
      response: labelOut,
      refusals: [
        'market/unknown_order',
        'market/not_yours_to_do',
        'market/no_labels',
        'market/price_below_postage',
        ...ended,
        'market/on_hold',
        'market/wrong_state',
      ],
    },
    async (ctx, { actor, params, body }) => {
      const made = await makeLabel(ctx, deps, { ...params, ...body, member: actor })
      return made.ok ? ok(labelJson(made.value)) : made
    },
  )
  endpoint(
    api,
    {
      method: 'put',
      path: '/market/v1/orders/{orderId}/address',
      summary: 'The buyer has the parcel sent elsewhere',
      tag,
      auth: 'member',
      params: orderPath,
      body: z.object({ deliverTo: deliverToSchema }),
      response: stateOut,
      refusals: [...side, 'market/wrong_state'],
    },
    (ctx, { actor, params, body }) =>
      changeAddress(ctx, deps, { ...params, ...body, member: actor }),
  )
}

function ratingApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/rating',
      summary: 'Rates the other side, unseen until both have',
      tag,
      auth: 'member',
      params: orderPath,
      body: ratingSchema,
      response: z.object({ open: z.boolean() }),
      refusals: [
        'market/unknown_order',
        'market/already_cancelled',
        'market/already_rated',
        'market/on_hold',
        'market/wrong_state',
        'market/rating_over',
      ],
    },
    (ctx, { actor, params, body }) => rateOrder(ctx, deps, { ...params, ...body, member: actor }),
  )
}
