import { amount, assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { openAccount, postTransfers, type Who } from '@modosu/ledger'
import { refundTransfer } from '@modosu/recall'
import { escrowAccount, type Order, salesAccount } from '../orders/order.ts'
import type { Step } from '../states/advance-order.ts'
import { readPostage } from '../store/label.ts'

export interface MoneyScene {
  readonly order: Order
  readonly step: Step
  readonly number: number
}

/** The market's own income, and what it passes on to the carriers. */
export const FEES = 'fees:yen'
export const POSTAGE = 'postage:yen'

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

/** Pays the price out of escrow to the seller, less the fee and the postage of the market's label. */
export async function paySeller(ctx: Ctx, scene: MoneyScene): Promise<void> {
  const { order, step } = scene
  const escrow = escrowAccount(order.orderId)
  const postage = await readPostage(ctx, order.orderId)
  await openSales(ctx, order.sellerId)
  await post(ctx, {
    key: `market:sale:${order.orderId}`,
    from: escrow,
    to: salesAccount(order.sellerId),
    amount: order.price - order.fee - postage,
    kind: 'sale',
    who: whoOf(step),
  })
  for (const [to, kept, kind] of [
    [FEES, order.fee, 'sales_fee'],
    [POSTAGE, postage, 'postage'],
  ] as const) {
    if (kept === 0n) continue
    const opened = await openAccount(ctx, { code: to, unit: 'yen', kind: 'redeemed' })
    mustSucceed(opened, 'an account of the market can be opened')
    const key = `market:${kind === 'sales_fee' ? 'fee' : kind}:${order.orderId}`
    await post(ctx, { key, from: escrow, to, amount: kept, kind, who: whoOf(step) })
  }
}

export async function openEscrow(ctx: Ctx, orderId: string): Promise<string> {
  const code = escrowAccount(orderId)
  const opened = await openAccount(ctx, { code, unit: 'yen', kind: 'escrow' })
  mustSucceed(opened, 'an escrow account can be opened')
  return code
}

export async function openSales(ctx: Ctx, sellerId: string): Promise<void> {
  const code = salesAccount(sellerId)
  const opened = await openAccount(ctx, { code, unit: 'yen', kind: 'sales', owner: sellerId })
  mustSucceed(opened, 'a sales account can be opened')
}

export async function post(
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

export function whoOf({ actor }: Step): Who {
  return {
    ...(actor.sessionId ? { sessionId: actor.sessionId } : {}),
    ...(actor.deviceId ? { deviceId: actor.deviceId } : {}),
    ...(actor.memberId ? { subject: actor.memberId } : {}),
  }
}
