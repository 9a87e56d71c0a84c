import { z } from '@hono/zod-openapi'
import { type Api, amountOutSchema, assert, endpoint, instantSchema, ok } from '@modosu/kernel'
import { type ListedPayment, listPayments } from '../list-payments.ts'
import type { PaymentRequest } from '../payment-request.ts'
import { readPayHistory } from '../read-pay-history.ts'
import { kindSchema, memberIdSchema, pageQuery, paymentOut, placeSchema } from './schemas.ts'

const historyOut = z.object({
  entries: z.array(
    z.object({
      entryId: z.string(),
      at: instantSchema,
      kind: z.enum([
        'converted',
        'charged',
        'authorised',
        'voided',
        'deposited',
        'paid',
        'sent',
        'received',
        'refunded',
        'expired',
        'held',
        'released',
        'returned',
        'moved',
      ]),
      direction: z.enum(['in', 'out']),
      amount: amountOutSchema,
      payment: z
        .object({ paymentRequestId: z.string(), itemName: z.string(), place: placeSchema })
        .nullable(),
    }),
  ),
  /** The `before` of the next, older page; null at the end. */
  next: z.string().nullable(),
})

/** What was paid: for the member, and for the desk that has to find it again. */
export function addPayHistory(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/pay/v1/history',
      summary: 'Shows what happened to the wallet of the member, newest first',
      tag: 'pay',
      auth: 'member',
      query: pageQuery.extend({ kind: kindSchema.optional() }),
      response: historyOut,
      refusals: [],
    },
    async (ctx, { actor, query }) => {
      const history = await readPayHistory(ctx, {
        memberId: actor.memberId,
        limit: query.limit,
        ...(query.kind === undefined ? {} : { kind: query.kind }),
        ...(query.before === undefined ? {} : { before: BigInt(query.before) }),
      })
      return ok({
        entries: history.entries.map((entry) => ({
          ...entry,
          at: entry.at.toISOString(),
          amount: String(entry.amount),
          payment: entry.payment ? nameOf(entry.payment) : null,
        })),
        next: history.next === null ? null : String(history.next),
      })
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/pay/v1/staff/members/{memberId}/payments',
      summary: 'Shows the desk what a member paid: item, place, time and the order to ask about',
      tag: 'pay',
      auth: 'staff',
      params: z.object({ memberId: memberIdSchema }),
      response: z.object({ payments: z.array(paymentOut) }),
      refusals: [],
      discloses: ({ params }) => params.memberId,
    },
    async (ctx, { params }) => {
      const payments = await listPayments(ctx, params)
      return ok({ payments: payments.map(paymentToJson) })
    },
  )
}

function nameOf(payment: PaymentRequest) {
  const { paymentRequestId, itemName, place } = payment
  return { paymentRequestId, itemName, place }
}

function paymentToJson(payment: ListedPayment): z.infer<typeof paymentOut> {
  const { approval } = payment
  assert(approval, 'only approved requests are listed')
  return {
    ...nameOf(payment),
    amount: String(payment.amount),
    unit: payment.unit,
    neighbour: payment.neighbour,
    orderReference: payment.orderReference,
    state: payment.state,
    approvedAt: approval.approvedAt.toISOString(),
    refundedAt: payment.refundedAt?.toISOString() ?? null,
    points: String(payment.points),
    captured: String(payment.captured),
    refunded: String(payment.refunded),
    capturesAt: payment.capturesAt?.toISOString() ?? null,
    transferId: payment.transferId ?? null,
    sessionId: approval.sessionId,
    deviceId: approval.deviceId,
  }
}
