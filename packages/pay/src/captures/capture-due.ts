import type { Ctx, JobData } from '@modosu/kernel'
import type { PayDeps } from '../pay-api.ts'
import { lockPaymentRequest, writePayment } from '../store/payment.ts'
import { takePart } from './capture-payment.ts'
import { voidLocked } from './void-payment.ts'

/** The kind of the job that captures a payment when its delay is over. */
export const CAPTURE_DUE_JOB = 'pay.capture_due'

/**
 * Captures a payment whose delay is over. A change of the account since then puts it off once more; a
 * stop without an end, or a claim on a part of it, gives it up.
 */
export async function captureDue(ctx: Ctx, deps: PayDeps, data: JobData): Promise<void> {
  const paymentRequestId = String(data.paymentRequestId)
  const request = await lockPaymentRequest(ctx, paymentRequestId)
  if (request?.state !== 'authorised' || !request.approval || !request.capturesAt) return
  if (request.capturesAt > ctx.now) return
  const delay = await deps.readDelay?.(ctx, request.approval.memberId)
  if (delay && !delay.open) {
    if (delay.until === null) return void (await voidLocked(ctx, request))
    const { until } = delay
    await writePayment(ctx, paymentRequestId, { state: request.state, capturesAt: until })
    await ctx.enqueue({ kind: CAPTURE_DUE_JOB, data: { paymentRequestId }, dueAt: until })
    return
  }
  const captureId = ctx.newId('cap')
  const taken = await takePart(ctx, request, { captureId, amount: request.amount, final: true })
  if (!taken.ok) await voidLocked(ctx, request)
}
