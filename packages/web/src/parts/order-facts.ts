import type { Order } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import type { Messages } from '../messages/index.ts'
import type { Visit } from '../visit.ts'
import { writeYen } from '../write-amount.ts'
import { writeDeadline, writeTime } from '../write-time.ts'

const HOUR_MS = 60 * 60 * 1000

export function orderStateName(state: string, words: Messages): string {
  const { order } = words
  const names: Readonly<Record<string, string>> = {
    awaiting_payment: order.stateAwaitingPayment,
    awaiting_shipment: order.stateAwaitingShipment,
    shipped: order.stateShipped,
    received: order.stateShipped,
    completed: order.stateCompleted,
    cancel_requested: order.stateCancelRequested,
    cancelled: order.stateCancelled,
  }
  return names[state] ?? order.stateOther
}

/** The order in figures: the side card of every order page. */
export function orderFacts(visit: Visit, of: Order): Html {
  const { order } = visit.words
  const { language } = visit
  return html`<section class="card"><h2>${of.title}</h2><dl class="kv">
<dt>${order.price}</dt><dd class="num">${writeYen(of.price, language)}</dd>
<dt>${order.number}</dt><dd class="num">${of.orderId}</dd>
<dt>${order.bought}</dt><dd>${writeTime(of.orderedAt, language)}</dd>
<dt>${order.state}</dt><dd>${of.onHold ? order.review : orderStateName(of.state, visit.words)}</dd>
${shipBy(visit, of)}
${of.shipment ? html`<dt>${order.trackingShort}</dt><dd class="num">${of.shipment.trackingNumber}</dd>` : nothing}
${of.role === 'seller' ? shipTo(visit, of) : nothing}
</dl></section>`
}

/** A held order's deadline stands still with the time that is left of it. */
function shipBy(visit: Visit, of: Order): Html {
  const { order } = visit.words
  const deadline = of.deadlines.find((one) => one.clock === 'ship_by')
  if (!deadline) return nothing
  const told =
    deadline.dueAt === null
      ? order.paused(Math.floor((deadline.leftMs ?? 0) / HOUR_MS))
      : writeDeadline(deadline.dueAt, visit.language)
  return html`<dt>${order.shipBy}</dt><dd>${told}</dd>`
}

/** The buyer of a held order may not be who he says: where it would go is nobody's to read now. */
function shipTo(visit: Visit, of: Order): Html {
  const { order } = visit.words
  if (of.onHold) return html`<dt>${order.shipTo}</dt><dd>${order.hidden}</dd>`
  const to = of.deliverTo
  if (!to) return nothing
  return html`<dt>${order.shipTo}</dt><dd>〒${to.postalCode} ${to.prefecture}${to.city}${to.line} ${to.name}</dd>`
}
