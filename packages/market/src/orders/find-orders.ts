import { type Amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { MarketError } from '../errors.ts'
import { namesOf } from '../members/names-of.ts'
import { foldText } from '../search/fold-words.ts'
import { type ParcelSigns, readSigns } from '../states/order-facts.ts'
import { listOpenHolds, type OrderHold } from '../store/hold.ts'
import { listOrderSteps, type OrderStep, readDelivery } from '../store/order-record.ts'
import { findOrderRows } from '../store/purchase.ts'
import type { Order } from './order.ts'

/** More than this is not an exact search any more. */
const FOUND_MAX = 20

export interface OrderSearch {
  readonly orderId?: string | undefined
  readonly paymentRequestId?: string | undefined
  readonly amount?: Amount | undefined
  /** The whole title; width, case and kind of kana do not matter. */
  readonly title?: string | undefined
}

/** What the office sees of an order: nicknames, and of the address the prefecture. */
export interface OfficeView {
  readonly order: Order
  readonly sellerName: string
  readonly buyerName: string
  readonly prefecture: string | null
  readonly holds: readonly OrderHold[]
  readonly signs: ParcelSigns
  readonly steps: readonly OrderStep[]
}

/**
 * The office's exact search; every given member must be equal.
 *
 * Refusals: market/search_too_wide (nothing given).
 */
export async function findOrders(
  ctx: Ctx,
  deps: MarketDeps,
  search: OrderSearch,
): Promise<Result<readonly OfficeView[], MarketError>> {
  if (Object.values(search).every((value) => value === undefined)) {
    return refuse({ code: 'market/search_too_wide' })
  }
  const orders = await findOrderRows(ctx, {
    orderId: search.orderId ?? null,
    paymentRequestId: search.paymentRequestId ?? null,
    amount: search.amount ?? null,
    titleFolded: search.title === undefined ? null : foldText(search.title),
    limit: FOUND_MAX,
  })
  const names = await namesOf(
    ctx,
    deps,
    orders.flatMap((order) => [order.sellerId, order.buyerId]),
  )
  const views: OfficeView[] = []
  for (const order of orders) {
    views.push({
      order,
      sellerName: names(order.sellerId),
      buyerName: names(order.buyerId),
      prefecture: (await readDelivery(ctx, order.orderId))?.prefecture ?? null,
      holds: await listOpenHolds(ctx, order.orderId),
      signs: await readSigns(ctx, order),
      steps: await listOrderSteps(ctx, order.orderId),
    })
  }
  return ok(views)
}
