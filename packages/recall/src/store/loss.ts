import type { Ctx } from '@modosu/kernel'

/** What the loss account paid: an owner's cover, or a seller who is made whole. */
export interface LossPayment {
  readonly key: string
  readonly kind: 'cover' | 'made_whole'
  readonly account: string
  readonly amount: bigint
  readonly unit: string
}

export async function insertLossPayment(ctx: Ctx, payment: LossPayment): Promise<void> {
  await ctx.tx.query(
    `insert into recall.loss_payment (key, kind, account, amount, unit, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [payment.key, payment.kind, payment.account, payment.amount, payment.unit, ctx.now],
  )
}
