import type { JobHandlers } from '@modosu/kernel'
import { CAPTURE_DUE_JOB, captureDue } from './captures/capture-due.ts'
import { VOID_DUE_JOB, voidDue } from './captures/void-payment.ts'
import { CHARGE_JOB } from './charges/ask-charge.ts'
import { runCharge } from './charges/run-charge.ts'
import { expirePaymentRequest } from './expire-payment-request.ts'
import { noteRefund } from './note-refund.ts'
import type { PayDeps } from './pay-api.ts'
import { EXPIRE_REQUEST_JOB } from './receive-payment-request.ts'
import { NOTIFY_JOB, notifyMerchant } from './status/notify-merchant.ts'

const NOTE_REFUND_JOB = 'pay.note_refund'
/** Calls to one outside party that run beside each other. */
const NOTICES_AT_ONCE = 4

/** What Pay does later, and after events of other rooms. */
export function payJobs(deps: PayDeps): JobHandlers {
  return {
    [EXPIRE_REQUEST_JOB]: { inTransaction: expirePaymentRequest },
    [NOTE_REFUND_JOB]: { inTransaction: noteRefund },
    [VOID_DUE_JOB]: { inTransaction: voidDue },
    [CAPTURE_DUE_JOB]: { inTransaction: (ctx, data) => captureDue(ctx, deps, data) },
    [CHARGE_JOB]: {
      atOnce: NOTICES_AT_ONCE,
      outside: (runtime, data) => runCharge(runtime, deps, data),
    },
    [NOTIFY_JOB]: {
      atOnce: NOTICES_AT_ONCE,
      outside: (runtime, data) => notifyMerchant(runtime, deps, data),
    },
  }
}

/** Which events of other rooms start which of Pay's jobs. */
export const payListeners: Readonly<Record<string, readonly string[]>> = {
  'recall.payment_refunded': [NOTE_REFUND_JOB],
}
