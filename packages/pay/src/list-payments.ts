import type { Ctx } from '@modosu/kernel'
import type { PaymentRequest } from './payment-request.ts'
import { readFirstTransfers } from './store/capture.ts'
import { readPaymentsOf } from './store/payment.ts'

/** A payment with the transfer that carried it, or its first part. */
export interface ListedPayment extends PaymentRequest {
  readonly transferId: string | undefined
}

/** Longest list that is read at once. */
const PAYMENTS_MAX = 200

/**
 * Lists what a member paid, newest first: when, how much, for what, where, and the reference by
 * which the neighbour's desk finds the order.
 */
export async function listPayments(
  ctx: Ctx,
  input: { readonly memberId: string },
): Promise<ListedPayment[]> {
  const payments = await readPaymentsOf(ctx, { memberId: input.memberId, limit: PAYMENTS_MAX })
  const ids = payments.map(({ paymentRequestId }) => paymentRequestId)
  const transfers = await readFirstTransfers(ctx, ids)
  return payments.map((payment) => ({
    ...payment,
    transferId: transfers.get(payment.paymentRequestId),
  }))
}
