import type { MarketError } from '../errors.ts'
import type { Order } from '../orders/order.ts'
import type { OrderEvent, OrderFacts } from './order-steps.ts'

/**
 * Why the state table has no row, in order of precedence: the order has ended, there is no hold to
 * answer, the shipment was told already, the hold, whose request it is, the deadline, the state.
 */
export function refusalOf(order: Order, event: OrderEvent, facts: OrderFacts): MarketError {
  if (event === 'seller_cleared' || event === 'seller_not_cleared')
    return { code: 'market/nothing_withheld' }
  if (order.state === 'cancelled') return { code: 'market/already_cancelled' }
  if (order.state === 'completed') return { code: 'market/already_completed' }
  const answers = event === 'answered_with_me' || event === 'answered_shipped'
  if (answers) return { code: 'market/not_on_hold' }
  if (facts.held && event === 'shipment_told' && facts.shipmentTold) {
    return { code: 'market/already_answered' }
  }
  if (facts.held) return { code: 'market/on_hold' }
  if (event === 'cancel_asked_by_buyer' && order.state === 'awaiting_shipment') {
    return facts.buyerMayAsk
      ? { code: 'market/ship_by_not_passed' }
      : { code: 'market/seller_asks_cancel' }
  }
  if (event === 'ended_unpaid' && order.state === 'awaiting_payment') {
    return { code: 'market/pay_due_not_passed' }
  }
  if (event === 'receipt_asked' && order.state === 'shipped') {
    return { code: 'market/receipt_ask_too_early' }
  }
  return { code: 'market/wrong_state', state: order.state }
}
