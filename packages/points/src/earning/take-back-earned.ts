import { type Amount, amount, type Ctx, mustSucceed } from '@modosu/kernel'
import { cancelGrant, clawBackPoints } from '@modosu/ledger'
import { pointsAccountOf } from '../points-account.ts'
import { endEarning, lockEarning } from '../store/earning.ts'
import { earningKey } from './earn-points.ts'

/**
 * A purchase was cancelled: what it earned is taken back, and counts for the rank no more. Pending
 * points end; of usable ones, what was spent already is owed and blocks that much spending. Doing it
 * twice takes back once.
 */
export async function takeBackEarned(
  ctx: Ctx,
  input: { readonly orderId: string },
): Promise<{ takenBack: Amount }> {
  const { orderId } = input
  const earning = await lockEarning(ctx, orderId)
  if (!earning || earning.state === 'taken_back') return { takenBack: amount(0n) }
  const key = `points.taken_back:${orderId}`
  const who = { subject: earning.memberId }
  if (earning.state === 'pending') {
    const cancelled = await cancelGrant(ctx, { key, grant: earningKey(orderId), who })
    mustSucceed(cancelled, 'what is pending can be cancelled')
  } else {
    const code = pointsAccountOf(earning.memberId)
    const taken = await clawBackPoints(ctx, { key, code, amount: earning.amount, who })
    mustSucceed(taken, 'what an order earned can be taken back')
  }
  await endEarning(ctx, orderId, 'taken_back')
  return { takenBack: earning.amount }
}
