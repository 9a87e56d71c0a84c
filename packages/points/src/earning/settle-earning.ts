import { type Ctx, type JobData, mustSucceed } from '@modosu/kernel'
import { monthEndExpiry, settleGrant } from '@modosu/ledger'
import { startExpiryClock } from '../expire-points.ts'
import { pointsAccountOf } from '../points-account.ts'
import { endEarning, lockEarning } from '../store/earning.ts'
import { earningKey } from './earn-points.ts'

/**
 * Makes earned points usable when their time has come; like every new regular point they move the
 * member's one date. Nothing where the purchase was cancelled meanwhile, and where the demo's clock
 * was set back.
 */
export async function settleEarning(ctx: Ctx, data: JobData): Promise<void> {
  const orderId = String(data.orderId)
  const earning = await lockEarning(ctx, orderId)
  if (earning?.state !== 'pending' || earning.usableAt > ctx.now) return
  const settled = await settleGrant(ctx, {
    key: `points.settled:${orderId}`,
    grant: earningKey(orderId),
    to: pointsAccountOf(earning.memberId),
    rollingExpiresAt: monthEndExpiry(ctx.now),
    who: { subject: earning.memberId },
  })
  mustSucceed(settled, 'pending points are there until they are settled')
  await endEarning(ctx, orderId, 'usable')
  await startExpiryClock(ctx)
}
