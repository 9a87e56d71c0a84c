import { type Amount, type Ctx, ok, type Result, refuse, type Words } from '@modosu/kernel'
import type { PointsError } from '../errors.ts'
import { startOfJstMonth } from '../rank/jst-month.ts'
import { readRank } from '../rank/read-rank.ts'
import { type Channel, limitOf, rulesAt } from '../rules.ts'
import { insertUse, sumUsed } from '../store/use.ts'

/** Use in Pay has a month of its own; all other channels share one. */
const SHARED: readonly Channel[] = ['mall', 'travel', 'other']

/**
 * Notes that points are used for an order, within what the member's rank may use per order and per
 * calendar month in this channel. Called after the posting, whose lock on the account lines two uses
 * of one member up; the caller rolls back when it refuses.
 *
 * Refusals in order: points/use_too_small, points/use_limit, points/contradiction (the order has used
 * points before).
 */
export async function noteUse(
  ctx: Ctx,
  use: {
    readonly orderId: string
    readonly memberId: string
    readonly channel: Channel
    readonly amount: Amount
    readonly place?: Words
  },
): Promise<Result<void, PointsError>> {
  const { memberId, channel } = use
  const rules = rulesAt(ctx.now)
  const { rank } = await readRank(ctx, { memberId })
  const { atLeast, perOrder, perMonth } = limitOf(rules, channel, rank)
  if (use.amount < atLeast) return refuse({ code: 'points/use_too_small', limit: `${atLeast}` })
  const channels = channel === 'pay' ? [channel] : SHARED
  const used = await sumUsed(ctx, { memberId, channels, since: startOfJstMonth(ctx.now) })
  const left = perMonth > used ? perMonth - used : 0n
  const most = left < perOrder ? left : perOrder
  if (use.amount > most) return refuse({ code: 'points/use_limit', limit: `${most}` })
  const noted = await insertUse(ctx, { ...use, place: use.place })
  return noted ? ok(undefined) : refuse({ code: 'points/contradiction' })
}
