import { amount, assert, type Ctx, type JobData, parseAmount } from '@modosu/kernel'
import { putRefundBack } from './captures/put-refund-back.ts'
import { nextPaymentState } from './payment-states.ts'
import { tellMerchant } from './status/notify-merchant.ts'
import { findCaptureByTransfer, insertRefund } from './store/capture.ts'
import { lockPaymentRequest, writePayment } from './store/payment.ts'

/**
 * Notes what came back of a payment, whole or in part. Where the value went, the very lots that it was
 * paid from, is the ledger's and recall's work. Each transfer that came back counts once.
 */
export async function noteRefund(ctx: Ctx, data: JobData): Promise<void> {
  const back = parseAmount(String(data.amount))
  assert(back !== undefined, 'a refund has an amount')
  const capture = await findCaptureByTransfer(ctx, String(data.transferId))
  if (!capture) return
  const request = await lockPaymentRequest(ctx, capture.paymentRequestId)
  assert(request, 'a capture is of a payment')
  const { captureId } = capture
  if (!(await insertRefund(ctx, { backId: String(data.backId), captureId, amount: back }))) return
  const refunded = amount(request.refunded + back)
  const isWhole = refunded === request.captured && request.state === 'approved'
  const state = nextPaymentState(request.state, isWhole ? 'refund_last' : 'refund_part')
  assert(state, `a payment that is ${request.state} has nothing to give back`)
  await writePayment(ctx, capture.paymentRequestId, { state, refunded })
  await putRefundBack(ctx, capture.paymentRequestId)
  await tellMerchant(ctx, request)
}
