import type { Ctx } from '@modosu/kernel'
import { bearPostage } from '../sales/loss-money.ts'
import type { MoneyScene } from '../sales/order-money.ts'
import { readLiveLabel, writeLabelVoided } from '../store/label.ts'
import { hasScan } from '../store/shipment.ts'
import { LABEL_JOB } from './label-job.ts'

/**
 * Takes the seller's code out of force, if its parcel is not with the carrier yet: the strongest stop
 * there is, since no counter takes it any more. What the carrier wants for it is the market's loss
 * when a hold was the reason.
 */
export async function voidLabel(ctx: Ctx, scene: MoneyScene): Promise<void> {
  const label = await readLiveLabel(ctx, scene.order.orderId)
  if (!label || (await hasScan(ctx, label))) return
  const held = scene.step.event === 'hold_placed'
  await writeLabelVoided(ctx, label.labelId, held)
  if (held) await bearPostage(ctx, scene, label)
  await ctx.enqueue({ kind: LABEL_JOB, data: { labelId: label.labelId } })
}
