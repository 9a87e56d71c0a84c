import {
  type Amount,
  amount,
  type Ctx,
  mustSucceed,
  startOfJstDay,
  type Words,
} from '@modosu/kernel'
import { grantPending } from '@modosu/ledger'
import { openMemberPoints } from '../points-account.ts'
import { rulesAt } from '../rules.ts'
import { insertEarning } from '../store/earning.ts'

/** The kind of the job that makes earned points usable. */
export const SETTLE_EARNING_JOB = 'points.settle_earning'

/** The ledger's key of an earning. */
export function earningKey(orderId: string): string {
  return `points.earning:${orderId}`
}

/**
 * A purchase earns points: one for each full 100 yen that were paid otherwise than by points. They
 * are shown as pending and become usable 20 days later. The same order again changes nothing.
 */
export async function earnPoints(
  ctx: Ctx,
  input: {
    readonly memberId: string
    readonly orderId: string
    /** Yen, without tax and without what was paid by points. */
    readonly paid: Amount
    readonly place: Words
  },
): Promise<{ pending: Amount }> {
  const { orderId, memberId } = input
  const { yenPerPoint, pendingDays } = rulesAt(ctx.now)
  const earned = amount(input.paid / yenPerPoint)
  if (earned === 0n) return { pending: earned }
  const usableAt = startOfJstDay(ctx.now, pendingDays)
  if (!(await insertEarning(ctx, { ...input, amount: earned, usableAt })))
    return { pending: earned }
  const granted = await grantPending(ctx, {
    key: earningKey(orderId),
    to: await openMemberPoints(ctx, memberId),
    amount: earned,
    expiresAt: 'rolling',
    kind: 'points.earned',
    who: { subject: memberId },
  })
  mustSucceed(granted, 'points can be earned')
  await ctx.enqueue({ kind: SETTLE_EARNING_JOB, data: { orderId }, dueAt: usableAt })
  return { pending: earned }
}
