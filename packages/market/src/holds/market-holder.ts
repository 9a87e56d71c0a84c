import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import {
  type ArrivedPayment,
  type Holder,
  type Holding,
  type HoldingFacts,
  readDecidedRole,
} from '@modosu/recall'
import type { MarketDeps } from '../deps.ts'
import { escrowAccount, type Order, salesAccount } from '../orders/order.ts'
import { openEscrow } from '../sales/order-money.ts'
import { advanceOrder } from '../states/advance-order.ts'
import { readSigns } from '../states/order-facts.ts'
import type { OrderEvent } from '../states/order-steps.ts'
import { readClocks } from '../store/clock.ts'
import { addToHold, listOpenHolds, takeFromHold } from '../store/hold.ts'
import { lockOrder, lockOrderOfPayment, writeSellerKeeps } from '../store/purchase.ts'
import { decideReturn } from './decide-return.ts'

const ESCROW = /^escrow:(ord_[0-9a-z]+)$/
const SALES = /^sales:/

/**
 * Tells recall what the market holds: orders in escrow, which a claim puts on hold, and sales money,
 * which a seller in good faith keeps.
 *
 * Every method locks the order first. `describeHolding` is asked before value is carved, so that a
 * hold and a step of the order take their locks in one order: the order, then the ledger.
 */
export function marketHolder(deps: MarketDeps): Holder {
  return {
    name: 'market',
    accountForPayment: (ctx, payment) => accountForPayment(ctx, deps, payment),
    describeHolding,
    describePassage,
    onHeld: (ctx, holding) => onHeld(ctx, deps, holding),
    onReleased: (ctx, holding) => onReleased(ctx, deps, holding),
    mayReturn: (ctx, holding) => mayReturn(ctx, deps, holding),
    onReturned: (ctx, holding) => onReturned(ctx, deps, holding),
  }
}

/**
 * Only the very payment that an order waits for is taken; whatever else comes is refused for ever.
 * Everything of the order is written before its escrow is opened: from there on all other writers of
 * the ledger wait for this transaction, and of twenty statements four are left then.
 */
async function accountForPayment(
  ctx: Ctx,
  deps: MarketDeps,
  payment: ArrivedPayment,
): Promise<string | undefined> {
  const order = await lockOrderOfPayment(ctx, payment.reference)
  const awaited =
    order?.state === 'awaiting_payment' &&
    order.payCompany === payment.neighbour &&
    order.price === payment.amount &&
    payment.unit === 'yen'
  if (!awaited) return undefined
  const paid = await advanceOrder(ctx, deps, order, {
    event: 'payment_arrived',
    actor: { name: 'pay' },
    transferId: payment.transferId,
  })
  mustSucceed(paid, 'an order takes the payment that it waits for')
  return await openEscrow(ctx, order.orderId)
}

async function describeHolding(ctx: Ctx, account: string): Promise<HoldingFacts | undefined> {
  if (SALES.test(account)) return { kind: 'balance', role: 'seller', stoppableUntil: null }
  const order = await lockEscrow(ctx, account)
  if (!order) return undefined
  return {
    kind: `order_${order.state}`,
    role: 'escrow',
    stoppableUntil: await stoppableUntil(ctx, order),
  }
}

/**
 * What left the escrow of a completed order was paid to a seller who gave something for it; of a
 * cancelled one the payer had it back. A person may have found that the seller was in it.
 */
async function describePassage(ctx: Ctx, account: string) {
  const order = await lockEscrow(ctx, account)
  if (!order) return undefined
  if (order.state !== 'completed') return 'open'
  const seller = await readDecidedRole(ctx, { account: salesAccount(order.sellerId) })
  return seller === 'thief' ? 'open' : 'good_faith'
}

/** Before shipping: until the seller has to ship. After it: until the order completes by itself. */
async function stoppableUntil(ctx: Ctx, order: Order): Promise<Date | null> {
  for (const { clock, dueAt, leftMs } of await readClocks(ctx, order.orderId)) {
    if (clock !== 'ship_by' && clock !== 'auto_complete' && clock !== 'risk_window') continue
    return dueAt ?? new Date(ctx.now.getTime() + (leftMs ?? 0))
  }
  return null
}

async function onHeld(ctx: Ctx, deps: MarketDeps, holding: Holding): Promise<void> {
  const order = await lockEscrow(ctx, holding.account)
  if (!order) return
  await addToHold(ctx, order.orderId, holding)
  if (!order.onHold) await step(ctx, deps, order, 'hold_placed')
}

async function onReleased(ctx: Ctx, deps: MarketDeps, holding: Holding): Promise<void> {
  const order = await lockEscrow(ctx, holding.account)
  if (!order) return
  await takeFromHold(ctx, order.orderId, holding)
  const open = await listOpenHolds(ctx, order.orderId)
  if (open.length === 0 || order.state === 'cancelled') {
    await step(ctx, deps, order, 'hold_ended')
  }
}

async function mayReturn(
  ctx: Ctx,
  deps: MarketDeps,
  holding: Holding,
): Promise<'return' | 'wait' | 'keep'> {
  const order = await lockEscrow(ctx, holding.account)
  if (!order) return 'keep'
  // A second claim over an order that the first has ended: there is nothing left to wait for.
  if (order.state === 'cancelled') return 'return'
  const decision = decideReturn(await readSigns(ctx, order), deps.profile, ctx.now)
  if (decision === 'keep') await writeSellerKeeps(ctx, order.orderId)
  return decision
}

async function onReturned(ctx: Ctx, deps: MarketDeps, holding: Holding): Promise<void> {
  const order = await lockEscrow(ctx, holding.account)
  if (!order) return
  await takeFromHold(ctx, order.orderId, holding)
  await step(ctx, deps, order, 'claim_returned')
}

async function lockEscrow(ctx: Ctx, account: string): Promise<Order | undefined> {
  const orderId = ESCROW.exec(account)?.[1]
  const order = orderId === undefined ? undefined : await lockOrder(ctx, orderId)
  assert(!order || account === escrowAccount(order.orderId), 'an escrow account names its order')
  return order
}

async function step(ctx: Ctx, deps: MarketDeps, order: Order, event: OrderEvent): Promise<void> {
  const done = await advanceOrder(ctx, deps, order, { event, actor: { name: 'recall' } })
  mustSucceed(done, `recall and the order agree on ${event}`)
}
