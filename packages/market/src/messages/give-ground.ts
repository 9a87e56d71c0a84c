import {
  type Ctx,
  type MemberActor,
  ok,
  type Result,
  refuse,
  type StaffActor,
} from '@modosu/kernel'
import type { MarketError } from '../errors.ts'
import { openOrder } from '../orders/open-order.ts'
import { insertGround, type MessageGround } from '../store/message.ts'
import { readOrderRow } from '../store/purchase.ts'

/**
 * One side lets the office read the messages of an order, as far as they are his and as they were
 * written to him.
 *
 * Refusals: market/unknown_order.
 */
export async function consentToReading(
  ctx: Ctx,
  input: { orderId: string; member: MemberActor },
): Promise<Result<{ ground: MessageGround }, MarketError>> {
  const opened = await openOrder(ctx, input)
  if (!opened.ok) return opened
  return await give(ctx, {
    orderId: input.orderId,
    ground: 'consent',
    givenBy: opened.value.side,
    reason: 'consent of a side',
  })
}

/**
 * A supervisor records why messages are read without consent: danger in delay, or a warrant.
 *
 * Refusals: market/unknown_order.
 */
export async function recordGround(
  ctx: Ctx,
  input: {
    orderId: string
    staff: StaffActor
    ground: Exclude<MessageGround, 'consent'>
    reason: string
  },
): Promise<Result<{ ground: MessageGround }, MarketError>> {
  if (!(await readOrderRow(ctx, input.orderId))) return refuse({ code: 'market/unknown_order' })
  const { orderId, ground, reason, staff } = input
  return await give(ctx, { orderId, ground, reason, givenBy: `staff:${staff.staffId}` })
}

async function give(
  ctx: Ctx,
  ground: { orderId: string; ground: MessageGround; givenBy: string; reason: string },
) {
  await insertGround(ctx, { groundId: ctx.newId('grd'), ...ground })
  return ok({ ground: ground.ground })
}
