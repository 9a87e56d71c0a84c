import { inContext, type JobData, type Runtime } from '@modosu/kernel'
import { callNeighbour } from '@modosu/recall'
import { z } from 'zod'
import type { MarketDeps } from '../deps.ts'
import { advanceOrder } from '../states/advance-order.ts'
import { payDueAt } from '../states/order-clocks.ts'
import { lockOrder, readOrderRow, writeApprovalUrl } from '../store/purchase.ts'

const REQUEST_TYP = 'modosu-payment-request+jwt'

const answerSchema = z.object({ approvalUrl: z.url({ protocol: /^https?$/ }).max(500) })

/**
 * Asks the pay company for the payment of an order, until it answers or the order is not waiting any
 * more. Silence is neither yes nor no: the same request is sent again. A refusal ends the order.
 */
export async function requestPayment(
  runtime: Runtime,
  deps: MarketDeps,
  data: JobData,
): Promise<void> {
  const orderId = String(data.orderId)
  const order = await inContext(runtime, (ctx) => readOrderRow(ctx, orderId))
  if (order?.state !== 'awaiting_payment' || order.approvalUrl) return
  const answer = await callNeighbour(runtime, deps.neighbours, {
    to: order.payCompany,
    path: `/pay/v1/payment-requests/${order.paymentRequestId}`,
    typ: REQUEST_TYP,
    msg: {
      paymentRequestId: order.paymentRequestId,
      amount: String(order.price),
      unit: 'yen',
      itemName: order.title,
      place: deps.displayName,
      orderReference: order.orderId,
      returnUrl: `${deps.origin}/order/${order.orderId}`,
      expiresAt: payDueAt(deps.profile, order).toISOString(),
    },
  })
  if (answer.ok) {
    const { approvalUrl } = answerSchema.parse(answer.value)
    await inContext(runtime, (ctx) => writeApprovalUrl(ctx, orderId, approvalUrl))
    return
  }
  if (!answer.problem) throw new Error(`${order.payCompany} did not answer: ${answer.unknown}`)
  const { code } = answer.problem
  await inContext(runtime, async (ctx) => {
    const locked = await lockOrder(ctx, orderId)
    if (locked?.state !== 'awaiting_payment') return
    await advanceOrder(ctx, deps, locked, {
      event: 'payment_refused',
      actor: { name: 'pay' },
      note: code,
    })
  })
}
