import { z } from '@hono/zod-openapi'
import { type Api, amount, amountOutSchema, endpoint, ok } from '@modosu/kernel'
import { neighbourEndpoint } from '@modosu/recall'
import { approvePayment } from '../approve-payment.ts'
import type { PayDeps } from '../pay-api.ts'
import type { PaymentRequest } from '../payment-request.ts'
import { receivePaymentRequest } from '../receive-payment-request.ts'
import { showPaymentRequest } from '../show-payment-request.ts'
import { paymentRequestIdSchema, paymentRequestMessage, paymentRequestOut } from './schemas.ts'

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
}

function addApproval(api: Api, deps: PayDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: `${PATH}/approval`,
      summary: 'Approves a payment and captures it at once from the wallet',
      tag: 'pay',
      auth: 'member',
      params,
      response: z.object({
        paymentRequestId: z.string(),
        state: z.literal('approved'),
        transferId: z.string(),
        amount: amountOutSchema,
        returnUrl: z.string(),
      }),
      refusals: [
        'pay/unknown_payment',
        'pay/already_approved',
        'pay/expired',
        'pay/spending_shut',
        'pay/leaving_delayed',
        'pay/insufficient',
      ],
      idempotent: true,
    },
    async (ctx, { actor, params }) => {
      const approved = await approvePayment(ctx, { ...params, actor, policy: deps.policy })
      if (!approved.ok) return approved
      const { request, transferId } = approved.value
      return ok({
        paymentRequestId: request.paymentRequestId,
        state: 'approved',
        transferId,
        amount: String(request.amount),
        returnUrl: request.returnUrl,
      })
    },
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
  }
}
