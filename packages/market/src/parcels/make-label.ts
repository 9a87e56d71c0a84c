import { amount, type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { advanceOrder } from '../states/advance-order.ts'
import { insertLabel, type Label, readLiveLabel, takeLabelNumber } from '../store/label.ts'
import { LABEL_JOB } from './label-job.ts'
import { type Carrier, numberOf } from './tracking-number.ts'

const CODE_BYTES = 9

/**
 * Gives the seller a label of the market: a slip number of the market's own block and a code for the
 * counter. With an anonymous listing the carrier alone knows where it goes. A label stands until it
 * is voided; asking again gives the same one. Its postage is taken out of the sale, in yen.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/no_labels (the market has
 * no contract with that carrier), market/price_below_postage, market/already_cancelled,
 * market/already_completed, market/on_hold, market/wrong_state.
 */
export async function makeLabel(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; member: MemberActor; carrier: Carrier },
): Promise<Result<Label, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'seller' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  const contract = deps.carriers?.[input.carrier]
  if (!contract) return refuse({ code: 'market/no_labels' })
  if (order.price - order.fee <= contract.postage) {
    return refuse({ code: 'market/price_below_postage', postage: String(contract.postage) })
  }
  const advanced = await advanceOrder(ctx, deps, order, { event: 'label_made', actor })
  if (!advanced.ok) return advanced
  const standing = await readLiveLabel(ctx, order.orderId)
  if (standing) return ok(standing)
  const label = {
    labelId: ctx.newId('lbl'),
    orderId: order.orderId,
    carrier: input.carrier,
    trackingNumber: numberOf(await takeLabelNumber(ctx)),
    code: ctx.newSecret(CODE_BYTES),
    postage: amount(contract.postage),
    anonymous: order.shippingWay === 'anonymous',
  }
  await insertLabel(ctx, label)
  await ctx.enqueue({ kind: LABEL_JOB, data: { labelId: label.labelId } })
  return ok({ ...label, madeAt: ctx.now, voidedAt: null })
}
