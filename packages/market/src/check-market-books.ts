import { assert, type BookFinding, type Ctx } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { escrowAccount } from './orders/order.ts'
import { FEES, POSTAGE } from './sales/order-money.ts'
import { type OrderState, paidStates } from './states/order-steps.ts'
import { type BookedOrder, pageBookedOrders, sumPostage } from './store/books.ts'

const PAGE = 500
const PAGES_MAX = 20_000

/**
 * Compares every order with the ledger: the price of a paid order lies in its escrow, less what claims
 * hold of it; of an order that is not paid or has ended nothing lies there; and the market's own
 * accounts hold exactly the fees and the postage of what was sold. Nothing, when all is well.
 */
export async function checkMarketBooks(ctx: Ctx): Promise<readonly BookFinding[]> {
  const findings: BookFinding[] = []
  let fees = 0n
  let after = ''
  for (let page = 0; ; page++) {
    assert(page < PAGES_MAX, 'there are more orders than one check can look at')
    const orders = await pageBookedOrders(ctx, { after, limit: PAGE })
    findings.push(...(await checkPage(ctx, orders)))
    for (const { state, fee } of orders) if (state === 'completed') fees += fee
    after = orders.at(-1)?.orderId ?? after
    if (orders.length < PAGE) break
  }
  findings.push(...(await checkAccount(ctx, FEES, fees)))
  findings.push(...(await checkAccount(ctx, POSTAGE, await sumPostage(ctx))))
  return findings
}

async function checkAccount(ctx: Ctx, account: string, wanted: bigint): Promise<BookFinding[]> {
  const { total } = await readBalance(ctx, account)
  const what = `holds ${total} instead of ${wanted}`
  return total === wanted ? [] : [{ subject: account, what }]
}

const isPaid = (state: OrderState) => (paidStates as readonly OrderState[]).includes(state)

async function checkPage(ctx: Ctx, orders: readonly BookedOrder[]): Promise<BookFinding[]> {
  if (orders.length === 0) return []
  const { lots } = await readBalance(
    ctx,
    orders.map(({ orderId }) => escrowAccount(orderId)),
  )
  const there = new Map<string, bigint>()
  for (const { code, amount } of lots) there.set(code, (there.get(code) ?? 0n) + amount)
  return orders.flatMap(({ orderId, state, price, held }) => {
    const lies = there.get(escrowAccount(orderId)) ?? 0n
    const wanted = isPaid(state) ? price - held : 0n
    const what = `is ${state}: ${lies} lie in its escrow instead of ${wanted}`
    return lies === wanted ? [] : [{ subject: orderId, what }]
  })
}
