import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { PayError } from './errors.ts'
import type { PaymentAsked } from './payment-request.ts'
import { insertPaymentRequest, readPaymentRequest } from './store/payment.ts'

/** The kind of the job that closes a request nobody approved. */
export const EXPIRE_REQUEST_JOB = 'pay.expire_request'

/** A payment that nobody approved for this long was given up. */
const REQUEST_DAYS_MAX = 14
const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Notes that a neighbour asks for a payment, and tells where the payer approves it. The same request
 * again gets the same answer, also after it was paid or has expired. The unit is yen.
 *
 * Refusals in order: pay/contradiction (known under this id with other content, or from somebody
 * else), pay/expiry_wrong.
 */
export async function receivePaymentRequest(
  ctx: Ctx,
  input: { readonly asked: PaymentAsked; readonly origin: string },
): Promise<Result<{ approvalUrl: string }, PayError>> {
  const { asked } = input
  const approvalUrl = `${input.origin}/pay/approve/${asked.paymentRequestId}`
  const known = await readPaymentRequest(ctx, asked.paymentRequestId)
  if (!known) {
    const wrong = checkExpiry(ctx.now, asked.expiresAt)
    if (wrong) {
      const errors = [{ pointer: '/msg/expiresAt', reason: wrong }]
      return refuse({ code: 'pay/expiry_wrong', errors })
    }
    if (await insertPaymentRequest(ctx, asked)) {
      await ctx.enqueue({
        kind: EXPIRE_REQUEST_JOB,
        data: { paymentRequestId: asked.paymentRequestId },
        dueAt: asked.expiresAt,
      })
      return ok({ approvalUrl })
    }
  }
  // A request that was sent twice at the same moment is there by now: the insert waited for it.
  const first = known ?? (await readPaymentRequest(ctx, asked.paymentRequestId))
  const same = first !== undefined && sayTheSame(first, asked)
  return same ? ok({ approvalUrl }) : refuse({ code: 'pay/contradiction' })
}

function checkExpiry(now: Date, expiresAt: Date): string | undefined {
  const ms = expiresAt.getTime() - now.getTime()
  if (ms <= 0) return 'must be in the future'
  return ms > REQUEST_DAYS_MAX * DAY_MS ? `must be within ${REQUEST_DAYS_MAX} days` : undefined
}

function sayTheSame(a: PaymentAsked, b: PaymentAsked): boolean {
  return (
    a.neighbour === b.neighbour &&
    a.amount === b.amount &&
    a.unit === b.unit &&
    a.itemName === b.itemName &&
    a.place.ja === b.place.ja &&
    a.place.en === b.place.en &&
    a.orderReference === b.orderReference &&
    a.returnUrl === b.returnUrl &&
    a.capture === b.capture &&
    a.notifies === b.notifies &&
    a.expiresAt.getTime() === b.expiresAt.getTime()
  )
}
