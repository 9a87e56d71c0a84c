import { assert, type Ctx } from '@modosu/kernel'
import { resumeReturn } from '@modosu/recall'
import type { MarketDeps } from '../deps.ts'
import type { ListingState } from '../listings/listing.ts'
import { mailMember } from '../mail-member.ts'
import { escrowAccount, type Order } from '../orders/order.ts'
import { REQUEST_PAYMENT_JOB } from '../orders/payment-job.ts'
import { voidLabel } from '../parcels/void-label.ts'
import { makePostageGood, paySellerFromLoss } from '../sales/loss-money.ts'
import { paySeller, refundEscrow } from '../sales/order-money.ts'
import { readClocks } from '../store/clock.ts'
import { listCases, noteFact } from '../store/hold.ts'
import { readLiveLabel } from '../store/label.ts'
import { writeListingState } from '../store/listing.ts'
import { insertCancelRequest, readCancelRequest } from '../store/order-record.ts'
import {
  writeOrderApproved,
  writeOrderHeld,
  writeOrderPaid,
  writeOrderUnheld,
  writeReviewedFrom,
} from '../store/purchase.ts'
import { insertShipment } from '../store/shipment.ts'
import type { Step } from './advance-order.ts'
import { clearClocks, clearHoldClocks, resumeClocks, startClock, stopClocks } from './clocks.ts'
import type { ClockName } from './order-clocks.ts'
import type { Effect, MailName, MarketEvent } from './order-steps.ts'

/** What an effect works on: the order as it was before the step, and the step. */
export interface Scene {
  readonly order: Order
  readonly step: Step
  /** The number of this step in the order's record: new for every step. */
  readonly number: number
  /** The deadline that an earlier effect of this step set, for the mail that tells of it. */
  readonly deadline: Date | undefined
}

type Run = (ctx: Ctx, deps: MarketDeps, scene: Scene) => Promise<unknown>
type PlainEffect = Exclude<Effect, `${'start' | 'clear' | 'mail' | 'emit'}:${string}`>

/** Runs one effect of the state table; gives the deadline that it set, if it set one. */
export async function runEffect(
  ctx: Ctx,
  deps: MarketDeps,
  scene: Scene,
  effect: Effect,
): Promise<Date | undefined> {
  const [verb, name] = effect.split(':')
  if (name === undefined) {
    const made = await plainEffects[effect as PlainEffect](ctx, deps, scene)
    return made instanceof Date ? made : undefined
  }
  if (verb === 'start') return await startClock(ctx, deps, scene.order, name as ClockName)
  if (verb === 'clear') await clearClocks(ctx, scene.order, [name as ClockName])
  else if (verb === 'mail') await mailSide(ctx, deps, scene, name as MailName)
  else await emit(ctx, scene, name as MarketEvent)
  return undefined
}

const plainEffects: Readonly<Record<PlainEffect, Run>> = {
  clear_clocks: (ctx, _, { order }) => clearClocks(ctx, order),
  hold_order: (ctx, _, { order }) => writeOrderHeld(ctx, order.orderId),
  async unhold_order(ctx, _, { order }) {
    await writeOrderUnheld(ctx, order.orderId)
    await clearHoldClocks(ctx, order)
  },
  stop_clocks: (ctx, _, { order }) => stopClocks(ctx, order),
  async resume_clocks(ctx, _, { order }) {
    await resumeClocks(ctx, order)
    const clocks = await readClocks(ctx, order.orderId)
    return clocks.find(({ clock }) => clock === 'ship_by')?.dueAt ?? undefined
  },
  // A request that was declined is over: what comes back from the review is the trade before it.
  note_review: (ctx, _, { order }) =>
    writeReviewedFrom(
      ctx,
      order.orderId,
      order.state === 'cancel_requested' ? 'awaiting_shipment' : order.state,
    ),
  note_approved: (ctx, _, { order }) => writeOrderApproved(ctx, order.orderId),
  ask_payment: (ctx, _, { order }) =>
    ctx.enqueue({ kind: REQUEST_PAYMENT_JOB, data: { orderId: order.orderId } }),
  void_label: (ctx, _, scene) => voidLabel(ctx, scene),
  make_postage_good: (ctx, deps, scene) => makePostageGood(ctx, deps, scene),
  note_paid(ctx, _, { order, step }) {
    assert(step.transferId, 'a payment has a transfer')
    return writeOrderPaid(ctx, order.orderId, step.transferId)
  },
  note_shipment: (ctx, _, { order, step }) => noteShipment(ctx, order, step, false),
  note_flagged_shipment: (ctx, _, { order, step }) => noteShipment(ctx, order, step, true),
  async note_labelled_shipment(ctx, _, { order }) {
    const label = await readLiveLabel(ctx, order.orderId)
    assert(label, 'a labelled shipment has its label')
    await insertShipment(ctx, order.orderId, { ...label, flagged: false })
  },
  note_cancel_request: (ctx, _, { order, step }) =>
    insertCancelRequest(ctx, order.orderId, {
      requestedBy: step.event === 'cancel_asked_by_buyer' ? 'buyer' : 'seller',
      reason: step.note ?? '',
    }),
  // `held_at` was just written as the time of this transaction.
  note_notice_sent: (ctx, _, { order }) =>
    noteFact(ctx, { orderId: order.orderId, heldAt: ctx.now, fact: 'sent' }),
  async note_notice_answer(ctx, _, { order, step }) {
    assert(order.heldAt, 'an answered notice belongs to a hold')
    const notice = { orderId: order.orderId, heldAt: order.heldAt }
    const withMe = step.event === 'answered_with_me'
    await noteFact(ctx, { ...notice, fact: 'delivered' })
    await noteFact(ctx, { ...notice, fact: 'opened' })
    await noteFact(ctx, { ...notice, fact: 'acknowledged' })
    await noteFact(ctx, { ...notice, fact: withMe ? 'declared_with_me' : 'declared_shipped' })
    if (step.parcel) await noteShipment(ctx, order, step, true)
  },
  refund_escrow: (ctx, _, scene) => refundEscrow(ctx, scene),
  pay_seller: (ctx, _, scene) => paySeller(ctx, scene),
  pay_seller_from_loss: (ctx, _, scene) => paySellerFromLoss(ctx, scene),
  relist: (ctx, _, { order }) => moveListing(ctx, order, ['sold'], 'listed'),
  pause_listing: (ctx, _, { order }) => moveListing(ctx, order, ['sold'], 'paused'),
  close_listing: (ctx, _, { order }) =>
    moveListing(ctx, order, ['sold', 'paused', 'listed'], 'closed'),
  resume_return: (ctx, _, { order }) =>
    resumeReturn(ctx, { account: escrowAccount(order.orderId) }),
}

async function noteShipment(ctx: Ctx, order: Order, step: Step, flagged: boolean): Promise<void> {
  assert(step.parcel, 'a shipment names its parcel')
  await insertShipment(ctx, order.orderId, { ...step.parcel, flagged })
}

function moveListing(
  ctx: Ctx,
  order: Order,
  from: readonly ListingState[],
  to: ListingState,
): Promise<void> {
  return writeListingState(ctx, order.listingId, { from, to })
}

async function mailSide(ctx: Ctx, deps: MarketDeps, scene: Scene, mail: MailName): Promise<void> {
  const { order, step, deadline } = scene
  await mailMember(ctx, deps, {
    to: await receiverOf(ctx, order, mail),
    mail,
    title: order.title,
    price: order.price,
    orderId: order.orderId,
    path: `/order/${order.orderId}`,
    at: deadline,
    words: step.note ?? '',
  })
}

async function receiverOf(ctx: Ctx, order: Order, mail: MailName): Promise<string> {
  if (mail.startsWith('seller_')) return order.sellerId
  if (mail.startsWith('buyer_')) return order.buyerId
  const asker = (await readCancelRequest(ctx, order.orderId))?.requestedBy
  const toSeller = mail.startsWith('asker_') ? asker === 'seller' : asker === 'buyer'
  return toSeller ? order.sellerId : order.buyerId
}

async function emit(ctx: Ctx, { order, step }: Scene, name: MarketEvent): Promise<void> {
  await ctx.emit({
    type: `market.${name}`,
    data: {
      orderId: order.orderId,
      event: step.event,
      caseIds: await listCases(ctx, order.orderId),
    },
  })
}
