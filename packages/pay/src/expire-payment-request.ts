import type { Ctx, JobData } from '@modosu/kernel'
import { tellMerchant } from './status/notify-merchant.ts'
import { lockPaymentRequest, writeExpiry } from './store/payment.ts'

/**
 * Closes a payment request that nobody approved in time. Does nothing when it was approved, when it
 * is closed already, and when the time is not over (the demo's clock was set back).
 */
export async function expirePaymentRequest(ctx: Ctx, data: JobData): Promise<void> {
  const paymentRequestId = String(data.paymentRequestId)
  const request = await lockPaymentRequest(ctx, paymentRequestId)
  if (request && (await writeExpiry(ctx, paymentRequestId))) await tellMerchant(ctx, request)
}
