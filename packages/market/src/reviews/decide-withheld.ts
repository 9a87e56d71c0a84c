import { type Ctx, ok, type Result, refuse, type StaffActor } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { advanceOrder } from '../states/advance-order.ts'
import { insertWithheldDecision, readWithheldDecision } from '../store/member-limit.ts'
import { lockOrder } from '../store/purchase.ts'

/**
 * A person decides about the money of a seller whose parcel left after he knew of a hold: he is paid
 * out of the market's loss account, or it stays as it is. Once an order; the same again changes
 * nothing.
 *
 * Refusals in order: market/unknown_order, market/already_decided, market/nothing_withheld.
 */
export async function decideWithheld(
  ctx: Ctx,
  deps: MarketDeps,
  input: { orderId: string; staff: StaffActor; pay: boolean; reason: string },
): Promise<Result<{ decided: 'paid' | 'kept' }, MarketError>> {
  const order = await lockOrder(ctx, input.orderId)
  if (!order) return refuse({ code: 'market/unknown_order' })
  const decided = input.pay ? 'paid' : 'kept'
  const standing = await readWithheldDecision(ctx, order.orderId)
  if (standing) {
    return standing === decided ? ok({ decided }) : refuse({ code: 'market/already_decided' })
  }
  const step = {
    event: input.pay ? 'seller_cleared' : 'seller_not_cleared',
    actor: { name: `staff:${input.staff.staffId}` },
    note: input.reason,
  } as const
  const advanced = await advanceOrder(ctx, deps, order, step)
  if (!advanced.ok) return advanced
  await insertWithheldDecision(ctx, {
    orderId: order.orderId,
    decided,
    reason: input.reason,
    decidedBy: input.staff.staffId,
  })
  return ok({ decided })
}
