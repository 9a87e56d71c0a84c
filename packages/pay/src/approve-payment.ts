import {
  type Amount,
  addHours,
  amount,
  type Ctx,
  type MemberActor,
  ok,
  type Result,
  refuse,
} from '@modosu/kernel'
import { sendTransfer } from '@modosu/recall'
import { setAside } from './captures/authorised-account.ts'
import { CAPTURE_DUE_JOB } from './captures/capture-due.ts'
import { VOID_DUE_JOB } from './captures/void-payment.ts'
import type { PayError } from './errors.ts'
import { gatherMeans, type Means } from './means/gather-means.ts'
import { PAY_UNIT, whoOf } from './pay-account.ts'
import type { PayDeps } from './pay-api.ts'
import { refuseLeaving, refuseSpending } from './pay-policy.ts'
import { type PaymentRequest, stateAt } from './payment-request.ts'
import { isOfSomebodyElse } from './show-payment-request.ts'
import { tellMerchant } from './status/notify-merchant.ts'
import { insertCapture } from './store/capture.ts'
import { lockPaymentRequest, writeApproval, writePayment } from './store/payment.ts'
import { lockWallet } from './store/wallet.ts'

/** What a merchant has not captured for so long goes back to the payer; a parameter of this house. */
const AUTHORISED_HOURS = 30 * 24
const NOTHING = amount(0n)

export interface ApprovedPayment {
  readonly request: PaymentRequest
  readonly state: 'authorised' | 'approved'
  /** The transfer that carries it, where it was captured at once. */
  readonly transferId: string | undefined
  readonly capturesAt: Date | undefined
}

/**
 * Approves a payment request, by points, by the wallet or by both. It is captured at once, or set
 * aside: until the merchant captures it, or until a delay after a change of the account is over.
 *
 * Refusals in order: pay/unknown_payment (also when somebody else has paid it),
 * pay/already_approved, pay/expired, pay/spending_shut, pay/leaving_delayed (a delay without an end),
 * pay/points_exceed_amount, pay/insufficient, pay/points_limit. A delay of leaving does not touch a
 * payment that can still be stopped afterwards.
 */
export async function approvePayment(
  ctx: Ctx,
  deps: PayDeps,
  input: {
    readonly paymentRequestId: string
    readonly actor: MemberActor
    /** How much of it is paid by points directly. */
    readonly points?: Amount
  },
): Promise<Result<ApprovedPayment, PayError>> {
  const { actor } = input
  const points = input.points ?? NOTHING
  const request = await lockPaymentRequest(ctx, input.paymentRequestId)
  const refusal = refuseApproval(ctx, request, actor)
  if (refusal || !request) return refuse(refusal ?? { code: 'pay/unknown_payment' })
  const { neighbour } = request
  const delay = refuseLeaving(deps.policy, { actor, neighbour, now: ctx.now })
  if (delay && !delay.until) return refuse(delay)
  const capturesAt = delay?.until ? new Date(delay.until) : undefined
  await lockWallet(ctx, actor.memberId)
  const { paymentRequestId } = request
  const payment = { actor, paymentRequestId, amount: request.amount, points }
  const means = await gatherMeans(ctx, deps, payment)
  if (!means.ok) return means
  const waits = capturesAt !== undefined || request.capture === 'by_merchant'
  const done = waits
    ? await authorise(ctx, request, { actor, points, means: means.value, capturesAt })
    : await captureAtOnce(ctx, request, { actor, points, means: means.value })
  if (!done.ok) return done
  await tellMerchant(ctx, request)
  return ok({ request, ...done.value, capturesAt })
}

function refuseApproval(
  ctx: Ctx,
  request: PaymentRequest | undefined,
  actor: MemberActor,
): PayError | undefined {
  if (!request || isOfSomebodyElse(request, actor.memberId)) return { code: 'pay/unknown_payment' }
  if (request.approval) return { code: 'pay/already_approved' }
  if (stateAt(request, ctx.now) === 'expired') return { code: 'pay/expired' }
  return refuseSpending(actor, ctx.now)
}

interface Approving {
  readonly actor: MemberActor
  readonly points: Amount
  readonly means: Means
  readonly capturesAt?: Date | undefined
}

async function captureAtOnce(
  ctx: Ctx,
  request: PaymentRequest,
  { actor, points, means }: Approving,
): Promise<Result<{ state: 'approved'; transferId: string }, PayError>> {
  const { paymentRequestId, neighbour, amount } = request
  const transferId = ctx.newId('tr')
  const sent = await sendTransfer(ctx, {
    transferId,
    neighbour,
    from: [...means.points, ...means.wallet],
    amount,
    unit: PAY_UNIT,
    reference: paymentRequestId,
    who: whoOf(actor),
  })
  if (!sent.ok) return refuse(refusalOf(sent.error.code))
  await writeApproval(ctx, paymentRequestId, { state: 'approved', by: byOf(ctx, actor), points })
  const captureId = ctx.newId('cap')
  const capture = { captureId, paymentRequestId, amount, final: true, transferId }
  await insertCapture(ctx, { ...capture, beginsAt: NOTHING })
  await writePayment(ctx, paymentRequestId, { state: 'approved', captured: amount })
  return ok({ state: 'approved', transferId })
}

async function authorise(
  ctx: Ctx,
  request: PaymentRequest,
  { actor, points, means, capturesAt }: Approving,
): Promise<Result<{ state: 'authorised'; transferId: undefined }, PayError>> {
  const { paymentRequestId } = request
  const aside = await setAside(ctx, paymentRequestId, means, whoOf(actor))
  if (aside === 'gone') return refuse(refusalOf('ledger/span_not_live'))
  const authorisedUntil = addHours(capturesAt ?? ctx.now, AUTHORISED_HOURS)
  const state = 'authorised'
  const approval = { state, by: byOf(ctx, actor), points, capturesAt, authorisedUntil } as const
  await writeApproval(ctx, paymentRequestId, approval)
  const data = { paymentRequestId }
  await ctx.enqueue({ kind: VOID_DUE_JOB, data, dueAt: authorisedUntil })
  if (capturesAt && request.capture === 'at_approval') {
    await ctx.enqueue({ kind: CAPTURE_DUE_JOB, data, dueAt: capturesAt })
  }
  return ok({ state, transferId: undefined })
}

function byOf(ctx: Ctx, { memberId, sessionId, deviceId }: MemberActor) {
  return { memberId, sessionId, deviceId, approvedAt: ctx.now }
}

function refusalOf(code: string): PayError {
  // A claim took what was gathered, between the look and the move.
  if (code === 'ledger/span_not_live') return { code: 'pay/insufficient', usable: '0' }
  if (code === 'ledger/frozen') return { code: 'pay/spending_shut', until: null }
  throw new Error(`the payment was not sent: ${code}`)
}
