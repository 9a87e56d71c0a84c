import { z } from '@hono/zod-openapi'
import { type Api, endpoint, textSchema } from '@modosu/kernel'
import { answerCancel } from '../cancels/answer-cancel.ts'
import { requestCancel } from '../cancels/request-cancel.ts'
import type { MarketDeps } from '../deps.ts'
import { answerNotice } from '../holds/answer-notice.ts'
import { recordShipment } from '../parcels/record-shipment.ts'
import { confirmReceipt } from '../ratings/confirm-receipt.ts'
import { carrierSchema, orderPath, stateOut, trackingNumberSchema } from './schemas.ts'

const REASON_MAX = 500
const tag = 'market'
const ended = ['market/already_cancelled', 'market/already_completed'] as const
const parcel = ['market/bad_tracking_number', 'market/tracking_number_used'] as const

/** What the two sides do to an order, one endpoint a step. */
export function orderStepsApi(api: Api, deps: MarketDeps): void {
  shippingApi(api, deps)
  cancellingApi(api, deps)
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/receipt',
      summary: 'The buyer says that it has arrived',
      tag,
      auth: 'member',
      params: orderPath,
      response: stateOut,
      refusals: [
        'market/unknown_order',
        'market/not_yours_to_do',
        ...ended,
        'market/on_hold',
        'market/wrong_state',
      ],
    },
    (ctx, { actor, params }) => confirmReceipt(ctx, deps, { ...params, member: actor }),
  )
}

function shippingApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/shipment',
      summary: 'The seller says that it is shipped; under a hold only with a flag',
      tag,
      auth: 'member',
      params: orderPath,
      body: z.object({
        carrier: carrierSchema,
        trackingNumber: trackingNumberSchema,
        despiteHold: z.boolean().default(false),
      }),
      response: stateOut.extend({ flagged: z.boolean() }),
      refusals: [
        'market/unknown_order',
        'market/not_yours_to_do',
        ...parcel,
        ...ended,
        'market/already_answered',
        'market/on_hold',
        'market/wrong_state',
      ],
    },
    (ctx, { actor, params, body }) =>
      recordShipment(ctx, deps, { ...params, ...body, member: actor }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/acknowledgement',
      summary: 'The seller confirms the notice of a hold and says where the parcel is',
      tag,
      auth: 'member',
      params: orderPath,
      body: z.object({
        answer: z.enum(['with_me', 'already_shipped']),
        carrier: carrierSchema.default('yamato'),
        trackingNumber: trackingNumberSchema.optional(),
      }),
      response: stateOut,
      refusals: [
        'market/unknown_order',
        'market/not_yours_to_do',
        'market/already_answered',
        ...parcel,
        ...ended,
        'market/not_on_hold',
        'market/tracking_number_missing',
      ],
    },
    (ctx, { actor, params, body }) => {
      const { answer, carrier, trackingNumber } = body
      return answerNotice(ctx, deps, {
        ...params,
        member: actor,
        answer,
        ...(trackingNumber === undefined ? {} : { parcel: { carrier, trackingNumber } }),
      })
    },
  )
}

function cancellingApi(api: Api, deps: MarketDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/cancel-request',
      summary: 'Asks the other side to cancel',
      tag,
      auth: 'member',
      params: orderPath,
      body: z.object({ reason: textSchema(REASON_MAX) }),
      response: stateOut,
      refusals: [
        'market/unknown_order',
        ...ended,
        'market/on_hold',
        'market/ship_by_not_passed',
        'market/seller_asks_cancel',
        'market/wrong_state',
      ],
    },
    (ctx, { actor, params, body }) =>
      requestCancel(ctx, deps, { ...params, ...body, member: actor }),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/market/v1/orders/{orderId}/cancel-request/consent',
      summary: 'Answers a request to cancel',
      tag,
      auth: 'member',
      params: orderPath,
      body: z.object({ agree: z.boolean() }),
      response: stateOut,
      refusals: [
        'market/unknown_order',
        'market/own_request',
        ...ended,
        'market/on_hold',
        'market/wrong_state',
      ],
    },
    (ctx, { actor, params, body }) =>
      answerCancel(ctx, deps, { ...params, ...body, member: actor }),
  )
}
