import { type Ctx, inContext, type JobData, type Runtime } from '@modosu/kernel'
import { callNeighbour } from '@modosu/recall'
import type { PayDeps } from '../pay-api.ts'
import type { PaymentRequest } from '../payment-request.ts'
import { readPaymentRequest } from '../store/payment.ts'
import { statusOf } from './payment-status.ts'

/** The kind of the job that tells a merchant how its payment stands. */
export const NOTIFY_JOB = 'pay.notify_merchant'
/** The JWS `typ` of what a merchant is told. */
const NOTICE_TYP = 'modosu-payment-notice+jwt'

/** Tells the merchant after this transaction, where it wanted to be told. */
export async function tellMerchant(ctx: Ctx, request: PaymentRequest): Promise<void> {
  if (!request.notifies) return
  const { paymentRequestId } = request
  const noticeId = ctx.newId('pnt')
  await ctx.enqueue({ kind: NOTIFY_JOB, data: { paymentRequestId, noticeId } })
}

/**
 * Sends a signed notice until the merchant has answered. It says how the payment stands when it is
 * sent: one that comes late tells nothing old, and one that comes twice tells it twice. A refusal is
 * an answer too; the merchant can always ask.
 */
export async function notifyMerchant(
  runtime: Runtime,
  deps: PayDeps,
  data: JobData,
): Promise<void> {
  const noticeId = String(data.noticeId)
  const told = await inContext(runtime, async (ctx) => {
    const request = await readPaymentRequest(ctx, String(data.paymentRequestId))
    return request && { to: request.neighbour, status: await statusOf(ctx, request) }
  })
  if (!told) return
  const answer = await callNeighbour(runtime, deps.neighbours, {
    to: told.to,
    path: `/pay/v1/payment-notices/${noticeId}`,
    typ: NOTICE_TYP,
    msg: { noticeId, ...told.status },
  })
  if (!answer.ok && !answer.problem) {
    throw new Error(`${told.to} did not take a notice: ${answer.unknown}`)
  }
}
