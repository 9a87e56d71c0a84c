import { type Amount, amount, type Ctx, mustSucceed } from '@modosu/kernel'
import { issuePoints, openAccount } from '@modosu/ledger'
import type { MarketDeps } from '../deps.ts'
import { salesAccount } from '../orders/order.ts'
import { type Label, readLiveLabel, writeLabelVoided } from '../store/label.ts'
import { writePaidFromLoss } from '../store/purchase.ts'
import { readShipment } from '../store/shipment.ts'
import { type MoneyScene, openSales, POSTAGE, post, whoOf } from './order-money.ts'

/** The account that the market makes good from. */
const LOSS = 'loss:yen'

/**
 * Pays an honest seller whose order a claim has ended. The company puts the money into its loss
 * account in the same transaction, so that the honest seller never waits for a budget.
 */
export async function paySellerFromLoss(ctx: Ctx, scene: MoneyScene): Promise<void> {
  const { order } = scene
  const owed = amount(order.price - order.fee)
  await openSales(ctx, order.sellerId)
  const to = salesAccount(order.sellerId)
  await payFromLoss(ctx, scene, {
    key: `loss:${order.orderId}`,
    to,
    amount: owed,
    kind: 'made_good',
  })
  await writePaidFromLoss(ctx, order.orderId)
}

/** The carrier's price for a label that was of no use is the market's loss. */
export async function bearPostage(ctx: Ctx, scene: MoneyScene, label: Label): Promise<void> {
  if (label.postage === 0n) return
  const opened = await openAccount(ctx, { code: POSTAGE, unit: 'yen', kind: 'redeemed' })
  mustSucceed(opened, 'the postage account can be opened')
  await payFromLoss(ctx, scene, {
    key: `postage-borne:${label.labelId}`,
    to: POSTAGE,
    amount: label.postage,
    kind: 'postage_borne',
  })
}

/**
 * Postage of a parcel that came back under a claim: of the market's label the market bears it, of a
 * slip that the seller bought himself he gets what the profile says.
 */
export async function makePostageGood(
  ctx: Ctx,
  deps: MarketDeps,
  scene: MoneyScene,
): Promise<void> {
  const { orderId, sellerId } = scene.order
  const label = await readLiveLabel(ctx, orderId)
  if (label) {
    await writeLabelVoided(ctx, label.labelId, true)
    return await bearPostage(ctx, scene, label)
  }
  const named = await readShipment(ctx, orderId)
  const postage = deps.profile.postageMadeGood
  if (!named || postage === 0n) return
  await openSales(ctx, sellerId)
  await payFromLoss(ctx, scene, {
    key: `postage-good:${orderId}`,
    to: salesAccount(sellerId),
    amount: amount(postage),
    kind: 'postage_made_good',
  })
}

interface Loss {
  readonly key: string
  readonly to: string
  readonly amount: Amount
  readonly kind: string
}

async function payFromLoss(ctx: Ctx, { step }: MoneyScene, loss: Loss): Promise<void> {
  const opened = await openAccount(ctx, { code: LOSS, unit: 'yen', kind: 'loss' })
  mustSucceed(opened, 'the loss account can be opened')
  const funded = await issuePoints(ctx, {
    key: `market:funding:${loss.key}`,
    to: LOSS,
    amount: loss.amount,
    expiresAt: 'never',
    kind: 'loss_funding',
    who: whoOf(step),
  })
  mustSucceed(funded, 'the loss account can be funded')
  await post(ctx, { ...loss, key: `market:${loss.key}`, from: LOSS, who: whoOf(step) })
}
