import type { Ctx } from '@modosu/kernel'
import type { PaymentRequest } from './payment-request.ts'
import { readPaymentsOf } from './store.ts'

/** Longest list that is read at once. */
const PAYMENTS_MAX = 200

/**
 * Lists what a member paid, newest first: when, how much, for what, where, and the reference by
 * which the neighbour's desk finds the order.
 */
export async function listPayments(
  ctx: Ctx,
  input: { readonly memberId: string },
): Promise<PaymentRequest[]> {
  return await readPaymentsOf(ctx, { memberId: input.memberId, limit: PAYMENTS_MAX })
}
