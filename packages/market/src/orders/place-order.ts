import { type Amount, type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import type { Listing } from '../listings/listing.ts'
import { mailMember } from '../mail-member.ts'
import { feeOf } from '../sales/fee-of.ts'
import { startClock } from '../states/clocks.ts'
import { lockListing, writeListingState } from '../store/listing.ts'
import { insertMemberAct } from '../store/member-acts.ts'
import { type DeliverTo, insertDelivery, insertOrderStep } from '../store/order-record.ts'
import { insertOrder, lockOrder } from '../store/purchase.ts'
import { REQUEST_PAYMENT_JOB } from './payment-job.ts'

/** A new order waits for its seller, where the listing asks him first, or for its payment. */
type FirstState = 'awaiting_approval' | 'awaiting_payment'

export interface OrderInput {
  readonly listingId: string
  readonly buyer: MemberActor
  readonly deliverTo: DeliverTo
  /** The price that the buyer saw: a seller may raise it in the last second. */
  readonly price?: Amount | undefined
}

/**
 * Buys a listing: it is taken off sale, and the pay company is asked for the payment after the
 * commit, or after the seller has agreed. Of two buyers the first one to lock the listing gets it.
 *
 * Refusals in order: market/spending_shut (the buyer's account is stopped), market/unknown_listing,
 * market/own_listing, market/already_sold, market/not_for_sale (paused, closed, under review),
 * market/price_changed.
 */
export async function placeOrder(
  ctx: Ctx,
  deps: MarketDeps,
  input: OrderInput,
): Promise<Result<{ orderId: string; state: FirstState }, MarketError>> {
  const { buyer } = input
  const shut = buyer.restrictions.some(
    ({ scope, until }) => scope === 'spend' && (until === null || until > ctx.now),
  )
  if (shut) return refuse({ code: 'market/spending_shut' })
  const listing = await lockListing(ctx, input.listingId)
  if (!listing) return refuse({ code: 'market/unknown_listing' })
  if (listing.sellerId === buyer.memberId) return refuse({ code: 'market/own_listing' })
  if (listing.state === 'sold') return refuse({ code: 'market/already_sold' })
  if (listing.state !== 'listed' || listing.suspended) {
    return refuse({ code: 'market/not_for_sale' })
  }
  if (input.price !== undefined && input.price !== listing.price) {
    return refuse({ code: 'market/price_changed', price: String(listing.price) })
  }
  const orderId = ctx.newId('ord')
  const state = listing.approvesBuyers ? 'awaiting_approval' : 'awaiting_payment'
  await writeOrder(ctx, deps, input, { listing, orderId, state })
  const order = await lockOrder(ctx, orderId)
  if (!order) throw new Error(`the order ${orderId} was just written`)
  if (state === 'awaiting_payment') {
    await startClock(ctx, deps, order, 'pay_due')
    await ctx.enqueue({ kind: REQUEST_PAYMENT_JOB, data: { orderId } })
  } else {
    await startClock(ctx, deps, order, 'approve_by')
    await mailMember(ctx, deps, {
      to: order.sellerId,
      mail: 'seller_approval_asked',
      title: order.title,
      price: order.price,
      orderId,
      path: `/order/${orderId}`,
    })
  }
  return ok({ orderId, state })
}

async function writeOrder(
  ctx: Ctx,
  deps: MarketDeps,
  { buyer, deliverTo }: OrderInput,
  { listing, orderId, state }: { listing: Listing; orderId: string; state: FirstState },
): Promise<void> {
  await writeListingState(ctx, listing.listingId, { from: ['listed'], to: 'sold' })
  await insertOrder(ctx, {
    orderId,
    listingId: listing.listingId,
    sellerId: listing.sellerId,
    buyerId: buyer.memberId,
    price: listing.price,
    fee: feeOf(deps.profile, listing.price, ctx.now),
    state,
    paymentRequestId: ctx.newId('prq'),
    payCompany: deps.payCompany,
  })
  await insertDelivery(ctx, orderId, deliverTo)
  const { memberId, sessionId } = buyer
  const { title } = listing
  await insertMemberAct(ctx, { actId: orderId, memberId, sessionId, kind: 'order', title })
  await insertOrderStep(ctx, orderId, {
    event: 'order_placed',
    actor: 'buyer',
    from: state,
    to: state,
    note: null,
  })
}
