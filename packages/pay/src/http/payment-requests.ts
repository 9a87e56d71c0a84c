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
import { approvePayment } from '../approve-payment.ts'
import { cancelDelayed } from '../captures/void-payment.ts'
import type { PayDeps } from '../pay-api.ts'
import type { PaymentRequest } from '../payment-request.ts'
import { receivePaymentRequest } from '../receive-payment-request.ts'
import { showPaymentRequest } from '../show-payment-request.ts'
import {
  paymentRequestIdSchema,
  paymentRequestMessage,
  paymentRequestOut,
  stateSchema,
} from './schemas.ts'

/** The JWS `typ` of a neighbour's request for a payment. */
const PAYMENT_REQUEST_TYP = 'modosu-payment-request+jwt'

const PATH = '/pay/v1/payment-requests/{paymentRequestId}'
const params = z.object({ paymentRequestId: paymentRequestIdSchema })

/** Asking for a payment (neighbours), looking at it and approving it (members). */
export function addPaymentRequests(api: Api, deps: PayDeps): void {
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'put',
      path: PATH,
      typ: PAYMENT_REQUEST_TYP,
      message: paymentRequestMessage,
      answer: z.object({ approvalUrl: z.url() }),
      summary: 'Asks for a payment and says where the payer approves it',
      tag: 'pay',
    },
    (ctx, { neighbour, msg }) =>
      receivePaymentRequest(ctx, {
        asked: {
          ...msg,
          neighbour,
          amount: amount(BigInt(msg.amount)),
          expiresAt: new Date(msg.expiresAt),
        },
        origin: deps.origin,
      }),
  )
  endpoint(
    api,
    {
      method: 'get',
      path: PATH,
      summary: 'Shows what is to be paid, to the member who is asked to approve it',
      tag: 'pay',
      auth: 'member',
      params,
      response: paymentRequestOut,
      refusals: ['pay/unknown_payment'],
    },
    async (ctx, { actor, params }) => {
      const shown = await showPaymentRequest(ctx, { ...params, memberId: actor.memberId })
      return shown.ok ? ok(requestToJson(shown.value)) : shown
    },
  )
  addApproval(api, deps)
  addCancel(api)
}

function addApproval(api: Api, deps: PayDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: `${PATH}/approval`,
      summary: 'Approves a payment, by points, the wallet or both',
      tag: 'pay',
      auth: 'member',
      params,
      query: z.object({ points: amountSchema.optional() }),
      response: z.object({
        paymentRequestId: z.string(),
        state: z.enum(['authorised', 'approved']),
        transferId: z.string().nullable(),
        /** When it is captured, where a delay holds it. */
        capturesAt: instantSchema.nullable(),
        amount: amountOutSchema,
        returnUrl: z.string(),
      }),
      refusals: [
        'pay/unknown_payment',
        'pay/already_approved',
        'pay/expired',
        'pay/spending_shut',
        'pay/leaving_delayed',
        'pay/points_exceed_amount',
        'pay/insufficient',
        'pay/points_limit',
      ],
      idempotent: true,
    },
    async (ctx, { actor, params, query }) => {
      const points = query.points === undefined ? {} : { points: amount(BigInt(query.points)) }
      const approved = await approvePayment(ctx, deps, { ...params, ...points, actor })
      if (!approved.ok) return approved
      const { request, state, transferId, capturesAt } = approved.value
      return ok({
        paymentRequestId: request.paymentRequestId,
        state,
        transferId: transferId ?? null,
        capturesAt: capturesAt?.toISOString() ?? null,
        amount: String(request.amount),
        returnUrl: request.returnUrl,
      })
    },
  )
}

function addCancel(api: Api): void {
  endpoint(
    api,
    {
      method: 'delete',
      path: `${PATH}/approval`,
      summary: 'Takes back a payment that still waits for the end of a delay',
      tag: 'pay',
      auth: 'member',
      params,
      response: z.object({ state: stateSchema }),
      refusals: ['pay/unknown_payment', 'pay/not_authorised'],
    },
    (ctx, { actor, params }) => cancelDelayed(ctx, { ...params, memberId: actor.memberId }),
  )
}

function requestToJson(request: PaymentRequest): z.infer<typeof paymentRequestOut> {
  return {
    paymentRequestId: request.paymentRequestId,
    amount: String(request.amount),
    unit: request.unit,
    itemName: request.itemName,
    place: request.place,
    neighbour: request.neighbour,
    returnUrl: request.returnUrl,
    expiresAt: request.expiresAt.toISOString(),
    state: request.state,
    approvedAt: request.approval?.approvedAt.toISOString() ?? null,
    points: String(request.points),
    captured: String(request.captured),
    refunded: String(request.refunded),
    capturesAt: request.capturesAt?.toISOString() ?? null,
  }
}
