import type { JobHandlers } from '@modosu/kernel'
import { closeRefundedPayment } from './close-refunded-payment.ts'
import { expirePaymentRequest } from './expire-payment-request.ts'
import { EXPIRE_REQUEST_JOB } from './receive-payment-request.ts'

const CLOSE_REFUNDED_JOB = 'pay.close_refunded'

/** What Pay does later, and after events of other rooms. */
export function payJobs(): JobHandlers {
  return {
    [EXPIRE_REQUEST_JOB]: { inTransaction: expirePaymentRequest },
    [CLOSE_REFUNDED_JOB]: { inTransaction: closeRefundedPayment },
  }
}

/** Which events of other rooms start which of Pay's jobs. */
export const payListeners: Readonly<Record<string, readonly string[]>> = {
  'recall.payment_refunded': [CLOSE_REFUNDED_JOB],
}
