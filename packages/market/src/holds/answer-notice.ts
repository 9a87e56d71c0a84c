import { type Ctx, type MemberActor, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { checkParcel, type Parcel } from '../parcels/check-parcel.ts'
import { advanceOrder } from '../states/advance-order.ts'
import { readSigns } from '../states/order-facts.ts'
import type { OrderState } from '../states/order-steps.ts'

export interface NoticeAnswer {
  readonly orderId: string
  readonly member: MemberActor
  readonly answer: 'with_me' | 'already_shipped'
  /** The parcel, when it was shipped and not named before. */
  readonly parcel?: Parcel
}

/**
 * The seller confirms the notice of a hold and says where the parcel is. The first answer stands;
 * the same answer again changes nothing. "With me" lets a confirmed claim return the money at once.
 *
 * Refusals in order: market/unknown_order, market/not_yours_to_do, market/already_answered (the
 * other way), market/bad_tracking_number, market/tracking_number_used, market/already_cancelled,
 * market/already_completed, market/not_on_hold, market/tracking_number_missing.
 */
export async function answerNotice(
  ctx: Ctx,
  deps: MarketDeps,
  input: NoticeAnswer,
): Promise<Result<{ state: OrderState }, MarketError>> {
  const opened = await openOrder(ctx, { ...input, mustBe: 'seller' })
  if (!opened.ok) return opened
  const { order, actor } = opened.value
  const signs = await readSigns(ctx, order)
  const [same, other] =
    input.answer === 'with_me'
      ? [signs.declaredWithMeAt, signs.declaredShippedAt]
      : [signs.declaredShippedAt, signs.declaredWithMeAt]
  if (other) return refuse({ code: 'market/already_answered' })
  if (same) return ok({ state: order.state })
  if (input.answer === 'with_me') {
    return await advanceOrder(ctx, deps, order, { event: 'answered_with_me', actor })
  }
  const parcel = input.parcel && (await checkParcel(ctx, order.orderId, input.parcel))
  if (parcel && !parcel.ok) return parcel
  const unnamed = signs.shipmentToldAt === null
  if (unnamed && !parcel && order.onHold) return refuse({ code: 'market/tracking_number_missing' })
  return await advanceOrder(ctx, deps, order, {
    event: 'answered_shipped',
    actor,
    ...(unnamed && parcel ? { parcel: parcel.value } : {}),
  })
}
