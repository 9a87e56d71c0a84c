import type { Ctx, JobData } from '@modosu/kernel'
import { writeExpiry } from './store.ts'

/**
 * Closes a payment request that nobody approved in time. Does nothing when it was approved, when it
 * is closed already, and when the time is not over (the demo's clock was set back).
 */
export async function expirePaymentRequest(ctx: Ctx, data: JobData): Promise<void> {
  await writeExpiry(ctx, String(data.paymentRequestId))
}
