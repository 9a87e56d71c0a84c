import { type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import { sendTransfer } from '@modosu/recall'
import type { PayError } from './errors.ts'
import { openWallet, PAY_UNIT, whoOf } from './pay-account.ts'
import { type PayPolicy, refuseLeaving, refuseSpending } from './pay-policy.ts'
import { type PaymentRequest, stateAt } from './payment-request.ts'
import { readBalanceOf } from './read-wallet.ts'
import { isOfSomebodyElse } from './show-payment-request.ts'
import { lockPaymentRequest, writeApproval } from './store.ts'

export interface ApprovedPayment {
  readonly request: PaymentRequest
  readonly transferId: string
}

/**
 * Approves a payment request and captures it at once: the value leaves the wallet for the neighbour
 * in this transaction, and recall delivers the transfer until the neighbour has it.
 *
 * Refusals in order: pay/unknown_payment (also when somebody else has paid it),
 * pay/already_approved, pay/expired, pay/spending_shut, pay/leaving_delayed, pay/insufficient.
 * A delay of leaving does not stop a payment that can still be stopped afterwards.
 */
export async function approvePayment(
  ctx: Ctx,
  input: {
    readonly paymentRequestId: string
    readonly actor: MemberActor
    readonly policy: PayPolicy
  },
): Promise<Result<ApprovedPayment, PayError>> {
  const { actor } = input
  const request = await lockPaymentRequest(ctx, input.paymentRequestId)
  const refusal = refuseApproval(ctx, request, input)
  if (refusal || !request) return refuse(refusal ?? { code: 'pay/unknown_payment' })
  const approval = {
    transferId: ctx.newId('tr'),
    memberId: actor.memberId,
    sessionId: actor.sessionId,
    deviceId: actor.deviceId,
    approvedAt: ctx.now,
  }
  const wallet = await openWallet(ctx, actor.memberId)
  const sent = await sendTransfer(ctx, {
    transferId: approval.transferId,
    neighbour: request.neighbour,
    from: wallet,
    amount: request.amount,
    unit: PAY_UNIT,
    reference: request.paymentRequestId,
    who: whoOf(actor),
  })
  if (!sent.ok) return refuse(await refusalOfSending(ctx, sent.error.code, wallet))
  await writeApproval(ctx, request.paymentRequestId, approval)
  return ok({
    request: { ...request, state: 'approved', approval },
    transferId: approval.transferId,
  })
}

function refuseApproval(
  ctx: Ctx,
  request: PaymentRequest | undefined,
  input: { readonly actor: MemberActor; readonly policy: PayPolicy },
): PayError | undefined {
  const { actor, policy } = input
  if (!request || isOfSomebodyElse(request, actor.memberId)) return { code: 'pay/unknown_payment' }
  if (request.approval) return { code: 'pay/already_approved' }
  if (stateAt(request, ctx.now) === 'expired') return { code: 'pay/expired' }
  return (
    refuseSpending(actor, ctx.now) ??
    refuseLeaving(policy, { actor, neighbour: request.neighbour, now: ctx.now })
  )
}

async function refusalOfSending(ctx: Ctx, code: string, wallet: string): Promise<PayError> {
  if (code === 'ledger/insufficient') {
    return { code: 'pay/insufficient', usable: String(await readBalanceOf(ctx, wallet)) }
  }
  if (code === 'ledger/frozen') return { code: 'pay/spending_shut', until: null }
  throw new Error(`the payment was not sent: ${code}`)
}
