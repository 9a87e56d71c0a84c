import type { Ctx, MemberActor } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import { namesOf } from '../members/names-of.ts'
import { noteFact } from '../store/hold.ts'
import { listOrdersOf } from '../store/purchase.ts'
import type { Order, Side } from './order.ts'

/**
 * A member's orders on one side, newest first. To a seller the list shows which of his orders are on
 * hold: the notice has reached him, and that is written down once.
 */
export async function listOrders(
  ctx: Ctx,
  deps: MarketDeps,
  input: { member: MemberActor; side: Side; before?: Date | undefined; limit: number },
): Promise<{ orders: (Order & { otherName: string })[]; next: Date | null }> {
  const { memberId } = input.member
  const found = await listOrdersOf(ctx, {
    memberId,
    side: input.side,
    before: input.before ?? null,
    limit: input.limit + 1,
  })
  const page = found.slice(0, input.limit)
  for (const order of page) {
    if (input.side !== 'seller' || !order.onHold || !order.heldAt) continue
    await noteFact(ctx, { orderId: order.orderId, heldAt: order.heldAt, fact: 'delivered' })
  }
  const other = (order: Order) => (input.side === 'seller' ? order.buyerId : order.sellerId)
  const names = await namesOf(ctx, deps, page.map(other))
  return {
    orders: page.map((order) => ({ ...order, otherName: names(other(order)) })),
    next: found.length > page.length ? (page.at(-1)?.orderedAt ?? null) : null,
  }
}
