import { type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { namesOf } from '../members/names-of.ts'
import { type ClockName, payDueAt } from '../states/order-clocks.ts'
import { readOrderFacts } from '../states/order-facts.ts'
import { findTransition } from '../states/order-states.ts'
import { type OrderClock, readClocks } from '../store/clock.ts'
import { type NoticeFact, noteFact, readFacts } from '../store/hold.ts'
import { type Label, readLiveLabel } from '../store/label.ts'
import {
  type CancelRequest,
  type DeliverTo,
  readCancelRequest,
  readDelivery,
} from '../store/order-record.ts'
import { readOrderRow } from '../store/purchase.ts'
import { listRatings, type Rating } from '../store/rating.ts'
import { type CarrierScan, listScans, readShipment, type Shipment } from '../store/shipment.ts'
import { type Order, type Side, sideOf } from './order.ts'

/** What a side is told of a hold. The reasons are kinds, never what was seen. */
export interface HoldView {
  readonly since: Date
  readonly resultBy: Date | null
  readonly reason: 'not_the_registered_owner' | 'source_of_payment'
  /** The record of the notice; the seller's alone. */
  readonly notice: ReadonlyMap<NoticeFact, Date> | null
}

/** Why an address is not shown, or null when it is. */
export type HiddenBecause = 'not_paid' | 'on_hold' | 'ended' | 'anonymous' | null

export interface OrderView {
  readonly order: Order
  readonly role: Side
  readonly sellerName: string
  readonly buyerName: string
  readonly payBy: Date | null
  readonly approvalUrl: string | null
  readonly deadlines: readonly OrderClock[]
  readonly deliverTo: DeliverTo | null
  readonly deliverToHidden: HiddenBecause
  readonly shipment: (Shipment & { scans: readonly CarrierScan[] }) | null
  readonly cancelRequest: CancelRequest | null
  readonly mayAskCancel: boolean
  /** The market's label, for the seller alone: its code sends the parcel. */
  readonly label: Label | null
  /** One's own, and the other's when it is open. */
  readonly ratings: readonly Rating[]
  readonly hold: HoldView | null
}

/** The deadlines of the trade, which both sides may see. Those of a hold are the office's. */
const publicClocks: readonly ClockName[] = [
  'approve_by',
  'pay_due',
  'ship_by',
  'cancel_silence',
  'receipt_ask',
  'auto_complete',
  'seller_rating',
  'return_due',
]

/**
 * Reads an order as one of its sides sees it. On hold, the seller does not see the address and the
 * buyer sees neither the notice nor who asked. A seller who reads an order on hold has opened its
 * notice; that is written down once.
 *
 * Refusals: market/unknown_order, also for an order of others.
 */
export async function readOrder(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor },
): Promise<Result<OrderView, MarketError>> {
  const order = await readOrderRow(ctx, input.orderId)
  const role = order && sideOf(order, input.member.memberId)
  if (!order || !role) return refuse({ code: 'market/unknown_order' })
  if (role === 'seller' && order.onHold && order.heldAt) {
    const notice = { orderId: order.orderId, heldAt: order.heldAt }
    await noteFact(ctx, { ...notice, fact: 'delivered' })
    await noteFact(ctx, { ...notice, fact: 'opened' })
  }
  const clocks = await readClocks(ctx, order.orderId)
  const names = await namesOf(ctx, deps, [order.sellerId, order.buyerId])
  const hidden = addressHidden(order, role)
  const awaitsPayment = order.state === 'awaiting_payment'
  const shipment = await readShipment(ctx, order.orderId)
  const asked = order.state === 'cancel_requested'
  const facts = await readOrderFacts(ctx, deps, order)
  const id = order.orderId
  return ok({
    order,
    role,
    sellerName: names(order.sellerId),
    buyerName: names(order.buyerId),
    payBy: awaitsPayment ? payDueAt(deps.profile, order) : null,
    approvalUrl: awaitsPayment && role === 'buyer' ? order.approvalUrl : null,
    deadlines: clocks.filter(({ clock }) => publicClocks.includes(clock)),
    deliverTo: hidden ? null : ((await readDelivery(ctx, order.orderId)) ?? null),
    deliverToHidden: hidden,
    shipment: shipment ? { ...shipment, scans: await listScans(ctx, order.orderId) } : null,
    cancelRequest: asked ? ((await readCancelRequest(ctx, order.orderId)) ?? null) : null,
    mayAskCancel: findTransition(order.state, askOf(role), facts) !== undefined,
    label: role === 'seller' && !order.onHold ? ((await readLiveLabel(ctx, id)) ?? null) : null,
    ratings: (await listRatings(ctx, id)).filter(
      ({ givenBy, opensAt }) => givenBy === role || (opensAt !== null && opensAt <= ctx.now),
    ),
    hold: await readHold(ctx, order, role, clocks),
  })
}

function addressHidden(order: Order, role: Side): HiddenBecause {
  if (role === 'buyer') return null
  if (order.state === 'awaiting_payment') return 'not_paid'
  if (order.onHold) return 'on_hold'
  if (order.endedAt) return 'ended'
  return order.shippingWay === 'anonymous' ? 'anonymous' : null
}

const askOf = (role: Side) =>
  role === 'seller' ? 'cancel_asked_by_seller' : ('cancel_asked_by_buyer' as const)

async function readHold(
  ctx: Ctx,
  order: Order,
  role: Side,
  clocks: readonly OrderClock[],
): Promise<HoldView | null> {
  if (!order.onHold || !order.heldAt) return null
  const review = clocks.find(({ clock }) => clock === 'hold_review')
  return {
    since: order.heldAt,
    resultBy: review?.dueAt ?? null,
    reason: role === 'seller' ? 'not_the_registered_owner' : 'source_of_payment',
    notice: role === 'seller' ? await readFacts(ctx, order.orderId, order.heldAt) : null,
  }
}
