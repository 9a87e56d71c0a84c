import type { Ctx, MemberActor, Result } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import type { OrderState } from '../states/order-steps.ts'
import { readLiveLabel } from '../store/label.ts'
import { type DeliverTo, writeDelivery } from '../store/order-record.ts'
import { LABEL_JOB } from './label-job.ts'

/**
 * The buyer sends the parcel elsewhere, as long as it is not shipped. A seller who sees the address
 * sees the new one; with an anonymous label the carrier alone is told. Under a hold the address is
 * frozen.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/already_cancelled,
 * market/already_completed, market/on_hold, market/wrong_state.
 */
export async function changeAddress(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor; deliverTo: DeliverTo },
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'buyer' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  const advanced = await advanceOrder(ctx, deps, order, { event: 'address_changed', actor })
  if (!advanced.ok) return advanced
  await writeDelivery(ctx, order.orderId, input.deliverTo)
  const label = await readLiveLabel(ctx, order.orderId)
  if (label) await ctx.enqueue({ kind: LABEL_JOB, data: { labelId: label.labelId } })
  return advanced
}
