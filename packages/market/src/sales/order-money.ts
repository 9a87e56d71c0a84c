import { amount, assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { issuePoints, openAccount, postTransfers, type Who } from '@modosu/ledger'
import { refundTransfer } from '@modosu/recall'
import { escrowAccount, type Order, salesAccount } from '../orders/order.ts'
import type { Step } from '../states/advance-order.ts'
import { writePaidFromLoss } from '../store/purchase.ts'

interface MoneyScene {
  readonly order: Order
  readonly step: Step
  readonly number: number
}

/** The market's own income, and the account it makes good from. */
const FEES = 'fees:yen'
const LOSS = 'loss:yen'

/**
 * Sends what rests in escrow back to where it was paid from; nothing there, nothing is sent. Where a
 * claim took a part, the rest goes back without it.
 */
export async function refundEscrow(ctx: Ctx, scene: MoneyScene): Promise<void> {
  const { order } = scene
  if (!order.transferId) return
  const refunded = await refundTransfer(ctx, {
    transferId: order.transferId,
    from: escrowAccount(order.orderId),
    who: whoOf(scene.step),
  })
  mustSucceed(refunded, 'escrow can be refunded')
}

/** Pays the price out of escrow to the seller, less the fee. */
export async function paySeller(ctx: Ctx, scene: MoneyScene): Promise<void> {
  const { order, step } = scene
  const escrow = escrowAccount(order.orderId)
  await openSales(ctx, order.sellerId)
  await post(ctx, {
    key: `market:sale:${order.orderId}`,
    from: escrow,
    to: salesAccount(order.sellerId),
    amount: order.price - order.fee,
    kind: 'sale',
    who: whoOf(step),
  })
  if (order.fee === 0n) return
  const fees = await openAccount(ctx, { code: FEES, unit: 'yen', kind: 'redeemed' })
  mustSucceed(fees, 'the fee account can be opened')
  await post(ctx, {
    key: `market:fee:${order.orderId}`,
    from: escrow,
    to: FEES,
    amount: order.fee,
    kind: 'sales_fee',
    who: whoOf(step),
  })
}

/**
 * Pays an honest seller whose order was cancelled on silence. The company puts the money into its
 * loss account in the same transaction, so that the honest seller never waits for a budget.
 */
export async function paySellerFromLoss(ctx: Ctx, scene: MoneyScene): Promise<void> {
  const { order, step } = scene
  const owed = amount(order.price - order.fee)
  const loss = await openAccount(ctx, { code: LOSS, unit: 'yen', kind: 'loss' })
  mustSucceed(loss, 'the loss account can be opened')
  await openSales(ctx, order.sellerId)
  const funded = await issuePoints(ctx, {
    key: `market:loss-funding:${order.orderId}`,
    to: LOSS,
    amount: owed,
    expiresAt: 'never',
    kind: 'loss_funding',
    who: whoOf(step),
  })
  mustSucceed(funded, 'the loss account can be funded')
  await post(ctx, {
    key: `market:loss:${order.orderId}`,
    from: LOSS,
    to: salesAccount(order.sellerId),
    amount: owed,
    kind: 'made_good',
    who: whoOf(step),
  })
  await writePaidFromLoss(ctx, order.orderId)
}

export async function openEscrow(ctx: Ctx, orderId: string): Promise<string> {
  const code = escrowAccount(orderId)
  const opened = await openAccount(ctx, { code, unit: 'yen', kind: 'escrow' })
  mustSucceed(opened, 'an escrow account can be opened')
  return code
}

async function openSales(ctx: Ctx, sellerId: string): Promise<void> {
  const code = salesAccount(sellerId)
  const opened = await openAccount(ctx, { code, unit: 'yen', kind: 'sales', owner: sellerId })
  mustSucceed(opened, 'a sales account can be opened')
}

async function post(
  ctx: Ctx,
  posting: {
    key: string
    from: string
    to: string
    amount: bigint
    kind: string
    who: Who
  },
): Promise<void> {
  const [verdict] = await postTransfers(ctx, [{ ...posting, amount: amount(posting.amount) }])
  assert(
    verdict === 'posted' || verdict === 'replayed',
    `money of an order can be moved: ${posting.key} ${verdict}`,
  )
}

function whoOf({ actor }: Step): Who {
  return {
    ...(actor.sessionId ? { sessionId: actor.sessionId } : {}),
    ...(actor.deviceId ? { deviceId: actor.deviceId } : {}),
    ...(actor.memberId ? { subject: actor.memberId } : {}),
  }
}
