import type { MarketError } from '../errors.ts'
import type { Order } from '../orders/order.ts'
import type { OrderEvent, OrderFacts } from './order-steps.ts'

/**
 * Why the state table has no row, in order of precedence: the order has ended, there is no hold to
 * answer, the shipment was told already, the hold, the deadline, the state.
 */
export function refusalOf(order: Order, event: OrderEvent, facts: OrderFacts): MarketError {
  if (order.state === 'cancelled') return { code: 'market/already_cancelled' }
  if (order.state === 'completed') return { code: 'market/already_completed' }
  const answers = event === 'answered_with_me' || event === 'answered_shipped'
  if (answers) return { code: 'market/not_on_hold' }
  if (facts.held && event === 'shipment_told' && facts.shipmentTold) {
    return { code: 'market/already_answered' }
  }
  if (facts.held) return { code: 'market/on_hold' }
  if (event === 'cancel_asked_by_buyer' && order.state === 'awaiting_shipment') {
    return { code: 'market/ship_by_not_passed' }
  }
  return { code: 'market/wrong_state', state: order.state }
}
