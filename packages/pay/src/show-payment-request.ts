import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { PayError } from './errors.ts'
import { type PaymentRequest, stateAt } from './payment-request.ts'
import { readPaymentRequest } from './store/payment.ts'

/**
 * Shows a payment request to a signed-in member: what, where, how much, until when. Until it is paid
 * whoever has the link may look, since the payer is not known before; afterwards only the payer.
 *
 * Refusals: pay/unknown_payment (also for the payment of somebody else).
 */
export async function showPaymentRequest(
  ctx: Ctx,
  input: { readonly paymentRequestId: string; readonly memberId: string },
): Promise<Result<PaymentRequest, PayError>> {
  const request = await readPaymentRequest(ctx, input.paymentRequestId)
  if (!request || isOfSomebodyElse(request, input.memberId)) {
    return refuse({ code: 'pay/unknown_payment' })
  }
  return ok({ ...request, state: stateAt(request, ctx.now) })
}

/** True when another member has paid it: to anyone but him it does not exist. */
export function isOfSomebodyElse(request: PaymentRequest, memberId: string): boolean {
  return request.approval !== undefined && request.approval.memberId !== memberId
}
