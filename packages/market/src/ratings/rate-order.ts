import { type Ctx, type MemberActor, ok, type Result, refuse, startOfJstDay } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import type { Order, Side } from '../orders/order.ts'
import { advanceOrder, type StepActor } from '../states/advance-order.ts'
import { insertRating, listRatings, openRatings, type Score } from '../store/rating.ts'

interface RatingInput {
  readonly score: Score
  readonly words?: string | undefined
}

/**
 * One side rates the other, once, when the thing has been received. Blind, so that nobody pays back:
 * both are shown when both are there, or when the time for them is over. An order that was cancelled
 * has none, whoever asked for the cancel. Where the market waits for the seller's rating, it releases
 * the money.
 *
 * Refusals in order: market/unknown_order, market/already_cancelled, market/already_rated,
 * market/on_hold, market/wrong_state (not received yet), market/rating_over.
 */
export async function rateOrder(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor } & RatingInput,
): Promise<Result<{ open: boolean }, MarketError>> {
  const opened = await openOrder(ctx, input)
  if (!opened.ok) return opened
  const { order, side, actor } = opened.value
  if (order.state === 'cancelled') return refuse({ code: 'market/already_cancelled' })
  const given = await listRatings(ctx, order.orderId)
  if (given.some(({ givenBy }) => givenBy === side)) return refuse({ code: 'market/already_rated' })
  if (order.onHold) return refuse({ code: 'market/on_hold' })
  if (order.state !== 'received' && order.state !== 'completed') {
    return refuse({ code: 'market/wrong_state', state: order.state })
  }
  if (ctx.now >= ratingEnds(ctx, deps, order)) return refuse({ code: 'market/rating_over' })
  await writeRating(ctx, deps, order, { side, rating: input })
  if (side === 'seller' && order.state === 'received') await releaseBy(ctx, deps, order, actor)
  return ok({ open: given.length > 0 })
}

/** Writes one side's rating and says from when on it is shown. The order must be locked. */
async function writeRating(
  ctx: Ctx,
  deps: MarketDeps,
  order: Order,
  { side, rating }: { side: Side; rating: RatingInput },
): Promise<void> {
  await insertRating(ctx, {
    orderId: order.orderId,
    givenBy: side,
    ofMember: side === 'seller' ? order.buyerId : order.sellerId,
    score: rating.score,
    words: rating.words ?? null,
  })
  const both = (await listRatings(ctx, order.orderId)).length > 1
  await openRatings(ctx, order.orderId, both ? ctx.now : ratingEnds(ctx, deps, order))
}

/** The first moment at which nobody rates any more, counted from the end of the order. */
function ratingEnds(ctx: Ctx, deps: MarketDeps, order: Order): Date {
  return startOfJstDay(order.endedAt ?? ctx.now, deps.profile.ratingDays + 1)
}

async function releaseBy(
  ctx: Ctx,
  deps: MarketDeps,
  order: Order,
  actor: StepActor,
): Promise<void> {
  const released = await advanceOrder(ctx, deps, order, { event: 'seller_rated', actor })
  if (!released.ok) throw new Error(`a received order takes a rating: ${released.error.code}`)
}
