import { amount, type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { startClock } from '../states/clocks.ts'
import { lockListing, writeListingState } from '../store/listing.ts'
import { insertMemberAct } from '../store/member-acts.ts'
import { type DeliverTo, insertDelivery, insertOrderStep } from '../store/order-record.ts'
import { insertOrder, lockOrder } from '../store/purchase.ts'
import { REQUEST_PAYMENT_JOB } from './request-payment.ts'

const PERMILLE = 1_000n

/**
 * Buys a listing: it is taken off sale, and the pay company is asked for the payment after the
 * commit. Of two buyers the first one to lock the listing gets it.
 *
 * Refusals in order: market/spending_shut (the buyer's account is stopped), market/unknown_listing,
 * market/own_listing, market/already_sold, market/not_for_sale (paused or closed).
 */
export async function placeOrder(
  ctx: Ctx,
  deps: MarketDeps,
  input: { listingId: string; buyer: MemberActor; deliverTo: DeliverTo },
): Promise<Result<{ orderId: string; state: 'awaiting_payment' }, MarketError>> {
  const { buyer } = input
  const shut = buyer.restrictions.some(
    ({ scope, until }) => scope === 'spend' && (until === null || until > ctx.now),
  )
  if (shut) {
    return refuse({ code: 'market/spending_shut' })
  }
  const listing = await lockListing(ctx, input.listingId)
  if (!listing) return refuse({ code: 'market/unknown_listing' })
  if (listing.sellerId === buyer.memberId) return refuse({ code: 'market/own_listing' })
  if (listing.state === 'sold') return refuse({ code: 'market/already_sold' })
  if (listing.state !== 'listed') return refuse({ code: 'market/not_for_sale' })
  const orderId = ctx.newId('ord')
  await writeListingState(ctx, listing.listingId, { from: ['listed'], to: 'sold' })
  await insertOrder(ctx, {
    orderId,
    listingId: listing.listingId,
    sellerId: listing.sellerId,
    buyerId: buyer.memberId,
    price: listing.price,
    fee: amount((listing.price * BigInt(deps.profile.feePermille)) / PERMILLE),
    paymentRequestId: ctx.newId('prq'),
    payCompany: deps.payCompany,
  })
  await insertDelivery(ctx, orderId, input.deliverTo)
  const { memberId, sessionId } = buyer
  const { title } = listing
  await insertMemberAct(ctx, { actId: orderId, memberId, sessionId, kind: 'order', title })
  await insertOrderStep(ctx, orderId, {
    event: 'order_placed',
    actor: 'buyer',
    from: 'awaiting_payment',
    to: 'awaiting_payment',
    note: null,
  })
  const order = await lockOrder(ctx, orderId)
  if (order) await startClock(ctx, deps, order, 'pay_due')
  await ctx.enqueue({ kind: REQUEST_PAYMENT_JOB, data: { orderId } })
  return ok({ orderId, state: 'awaiting_payment' })
}
