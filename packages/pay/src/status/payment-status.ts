import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { PayError } from '../errors.ts'
import { type PaymentRequest, stateAt } from '../payment-request.ts'
import type { PaymentState } from '../payment-states.ts'
import { readPaymentRequest } from '../store/payment.ts'
import { payerIdOf } from '../store/wallet.ts'

/** What a merchant may know of its payment: never who paid, but whether it is the same payer. */
export interface PaymentStatus {
  readonly paymentRequestId: string
  readonly state: PaymentState
  readonly amount: string
  readonly captured: string
  readonly refunded: string
  /** A name for the payer that no other merchant has; null until he has approved. */
  readonly payerId: string | null
  /** When it is captured by itself, where a delay holds it; else null. */
  readonly capturesAt: string | null
}

/** Tells a merchant how its payment stands. Refusals: pay/unknown_payment (also of other merchants). */
export async function readPaymentStatus(
  ctx: Ctx,
  input: { readonly neighbour: string; readonly paymentRequestId: string },
): Promise<Result<PaymentStatus, PayError>> {
  const request = await readPaymentRequest(ctx, input.paymentRequestId)
  if (request?.neighbour !== input.neighbour) return refuse({ code: 'pay/unknown_payment' })
  return ok(await statusOf(ctx, request))
}

export async function statusOf(ctx: Ctx, request: PaymentRequest): Promise<PaymentStatus> {
  const { neighbour, approval, paymentRequestId } = request
  const payer = approval && { neighbour, memberId: approval.memberId }
  const state = stateAt(request, ctx.now)
  return {
    paymentRequestId,
    state,
    amount: String(request.amount),
    captured: String(request.captured),
    refunded: String(request.refunded),
    payerId: payer ? await payerIdOf(ctx, payer) : null,
    capturesAt: state === 'authorised' ? (request.capturesAt?.toISOString() ?? null) : null,
  }
}
