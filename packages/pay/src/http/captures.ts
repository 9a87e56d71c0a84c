import { z } from '@hono/zod-openapi'
import { type Api, amount, amountSchema, ok } from '@modosu/kernel'
import { neighbourEndpoint } from '@modosu/recall'
import { capturePayment } from '../captures/capture-payment.ts'
import { voidPayment } from '../captures/void-payment.ts'
import type { PayDeps } from '../pay-api.ts'
import { readPaymentStatus } from '../status/payment-status.ts'
import { captureIdSchema, paymentRequestIdSchema, stateSchema } from './schemas.ts'

const PATH = '/pay/v1/payment-requests/{paymentRequestId}'
const tag = 'pay'
const named = z.object({ paymentRequestId: paymentRequestIdSchema })

/** What a merchant may do with an approved payment, and ask about any of its own. */
export function addCaptures(api: Api, deps: PayDeps): void {
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'put',
      path: `${PATH}/captures/{captureId}`,
      typ: 'modosu-payment-capture+jwt',
      message: named.extend({
        captureId: captureIdSchema,
        amount: amountSchema,
        final: z.boolean(),
      }),
      answer: z.object({ captureId: z.string(), amount: z.string(), transferId: z.string() }),
      summary: 'Takes an approved payment, whole or in part; the final part gives back the rest',
      tag,
    },
    async (ctx, { neighbour, msg }) => {
      const size = amount(BigInt(msg.amount))
      const taken = await capturePayment(ctx, { ...msg, neighbour, amount: size })
      if (!taken.ok) return taken
      const { captureId, transferId } = taken.value
      return ok({ captureId, amount: msg.amount, transferId })
    },
  )
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'put',
      path: `${PATH}/void`,
      typ: 'modosu-payment-void+jwt',
      message: named,
      answer: z.object({ state: stateSchema }),
      summary: 'Gives up what was not captured of an approved payment',
      tag,
    },
    (ctx, { neighbour, msg }) => voidPayment(ctx, { ...msg, neighbour }),
  )
  neighbourEndpoint(
    api,
    deps.neighbours,
    {
      method: 'get',
      path: `${PATH}/status`,
      typ: 'modosu-payment-status+jwt',
      message: named,
      answer: z.object({
        paymentRequestId: z.string(),
        state: stateSchema,
        amount: z.string(),
        captured: z.string(),
        refunded: z.string(),
        payerId: z.string().nullable(),
        capturesAt: z.string().nullable(),
      }),
      summary: 'Tells a merchant how its payment stands, and never who has paid it',
      tag,
    },
    (ctx, { neighbour, msg }) => readPaymentStatus(ctx, { ...msg, neighbour }),
  )
}
