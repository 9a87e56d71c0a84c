import { type Ctx, type JobData, ok, type Result, refuse } from '@modosu/kernel'
import { resumeReturn } from '@modosu/recall'
import type { PayError } from '../errors.ts'
import type { PaymentRequest } from '../payment-request.ts'
import { nextPaymentState, type PaymentState } from '../payment-states.ts'
import { tellMerchant } from '../status/notify-merchant.ts'
import { lockPaymentRequest, writePayment } from '../store/payment.ts'
import { authorisedAccountOf, putBackWaiting } from './authorised-account.ts'

/** The kind of the job that gives up what no merchant has captured. */
export const VOID_DUE_JOB = 'pay.void_due'

/**
 * Gives up what was not captured of an approved payment: the merchant needs it no more. Doing it
 * twice changes nothing.
 *
 * Refusals in order: pay/unknown_payment (also of other merchants), pay/not_authorised (never
 * approved, or paid whole).
 */
export async function voidPayment(
  ctx: Ctx,
  input: { readonly neighbour: string; readonly paymentRequestId: string },
): Promise<Result<{ state: PaymentState }, PayError>> {
  const request = await lockPaymentRequest(ctx, input.paymentRequestId)
  if (request?.neighbour !== input.neighbour) return refuse({ code: 'pay/unknown_payment' })
  if (request.state === 'voided') return ok({ state: 'voided' })
  if (request.state !== 'authorised') return refuse({ code: 'pay/not_authorised' })
  return ok({ state: await voidLocked(ctx, request) })
}

/**
 * The payer takes back a payment that still waits for the end of a delay. A merchant that was promised
 * the money and may capture it at any time has to void it himself.
 *
 * Refusals in order: pay/unknown_payment (also of others), pay/not_authorised.
 */
export async function cancelDelayed(
  ctx: Ctx,
  input: { readonly paymentRequestId: string; readonly memberId: string },
): Promise<Result<{ state: PaymentState }, PayError>> {
  const request = await lockPaymentRequest(ctx, input.paymentRequestId)
  if (request?.approval?.memberId !== input.memberId) return refuse({ code: 'pay/unknown_payment' })
  if (request.state === 'voided') return ok({ state: 'voided' })
  const waits = request.capturesAt && request.capturesAt > ctx.now
  if (request.state !== 'authorised' || !waits) return refuse({ code: 'pay/not_authorised' })
  return ok({ state: await voidLocked(ctx, request) })
}

/** Gives up what nobody has captured in its time; a late job finds it done. */
export async function voidDue(ctx: Ctx, data: JobData): Promise<void> {
  const request = await lockPaymentRequest(ctx, String(data.paymentRequestId))
  if (request?.state !== 'authorised') return
  if (request.authorisedUntil && request.authorisedUntil <= ctx.now) await voidLocked(ctx, request)
}

/** Ends a locked, authorised payment; what no claim has taken goes back to the payer. */
export async function voidLocked(ctx: Ctx, request: PaymentRequest): Promise<PaymentState> {
  const { paymentRequestId, captured } = request
  const state = nextPaymentState(request.state, captured > 0n ? 'void_rest' : 'void')
  if (!state) return request.state
  await writePayment(ctx, paymentRequestId, { state })
  await putBackWaiting(ctx, paymentRequestId)
  await resumeReturn(ctx, { account: authorisedAccountOf(paymentRequestId) })
  await tellMerchant(ctx, request)
  return state
}
