import { type Amount, amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { sendTransfer } from '@modosu/recall'
import type { PayError } from '../errors.ts'
import { PAY_UNIT, whoOf } from '../pay-account.ts'
import type { PaymentRequest } from '../payment-request.ts'
import { nextPaymentState } from '../payment-states.ts'
import { tellMerchant } from '../status/notify-merchant.ts'
import { type Capture, findCapture, insertCapture } from '../store/capture.ts'
import { lockPaymentRequest, writePayment } from '../store/payment.ts'
import { putBackWaiting, takeWaiting } from './authorised-account.ts'

/**
 * A merchant takes an approved payment, whole or in part; after the last part the rest goes back to
 * the payer. Points are taken first, so that they come back last. The same capture again gets the
 * first answer.
 *
 * Refusals in order: pay/unknown_payment (also of other merchants), pay/contradiction (this capture is
 * known with other content), pay/not_authorised, pay/delayed, pay/expired, pay/capture_too_large,
 * pay/stopped (a claim has taken of it).
 */
export async function capturePayment(
  ctx: Ctx,
  input: {
    readonly neighbour: string
    readonly paymentRequestId: string
    readonly captureId: string
    readonly amount: Amount
    readonly final: boolean
  },
): Promise<Result<Capture, PayError>> {
  const { paymentRequestId, captureId } = input
  const request = await lockPaymentRequest(ctx, paymentRequestId)
  if (request?.neighbour !== input.neighbour) return refuse({ code: 'pay/unknown_payment' })
  const known = await findCapture(ctx, captureId)
  if (known) {
    const same =
      known.paymentRequestId === paymentRequestId &&
      known.amount === input.amount &&
      known.final === input.final
    return same ? ok(known) : refuse({ code: 'pay/contradiction' })
  }
  const refusal = refuseCapture(ctx, request, input.amount)
  return refusal ? refuse(refusal) : await takePart(ctx, request, input)
}

function refuseCapture(ctx: Ctx, request: PaymentRequest, wanted: Amount): PayError | undefined {
  if (request.state !== 'authorised') return { code: 'pay/not_authorised' }
  if (request.capturesAt && request.capturesAt > ctx.now) {
    return { code: 'pay/delayed', until: request.capturesAt.toISOString() }
  }
  if (request.authorisedUntil && request.authorisedUntil <= ctx.now) return { code: 'pay/expired' }
  const left = request.amount - request.captured
  return wanted > left ? { code: 'pay/capture_too_large', usable: String(left) } : undefined
}

/** Sends a part of a locked, authorised payment to its merchant. */
export async function takePart(
  ctx: Ctx,
  request: PaymentRequest,
  part: { readonly captureId: string; readonly amount: Amount; readonly final: boolean },
): Promise<Result<Capture, PayError>> {
  const { paymentRequestId, approval } = request
  const spans = await takeWaiting(ctx, paymentRequestId, part.amount)
  if (!spans || !approval) return refuse({ code: 'pay/stopped' })
  const transferId = ctx.newId('tr')
  const sent = await sendTransfer(ctx, {
    transferId,
    neighbour: request.neighbour,
    from: spans,
    amount: part.amount,
    unit: PAY_UNIT,
    reference: paymentRequestId,
    who: whoOf(approval),
  })
  if (!sent.ok) return refuse({ code: 'pay/stopped' })
  const { captureId, amount: size, final } = part
  const beginsAt = request.captured
  const capture = { captureId, paymentRequestId, amount: size, final, transferId, beginsAt }
  await insertCapture(ctx, capture)
  const captured = amount(request.captured + part.amount)
  const isLast = part.final || captured === request.amount
  const state = nextPaymentState(request.state, isLast ? 'capture_last' : 'capture_part')
  await writePayment(ctx, paymentRequestId, { state: state ?? request.state, captured })
  if (isLast) await putBackWaiting(ctx, paymentRequestId)
  await tellMerchant(ctx, request)
  return ok(capture)
}
