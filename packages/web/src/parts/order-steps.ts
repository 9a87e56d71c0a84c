import { pathTo } from '../call-service.ts'
import type { Order } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import type { Visit } from '../visit.ts'
import { field, hidden } from './field.ts'
import { notice } from './notice.ts'

/** What was wrong with the last try: the tracking number, or the deed as a whole. */
export interface OrderRefusal {
  readonly tracking?: string
  readonly whole?: string
}

export function forSeller(visit: Visit, of: Order, refusal: OrderRefusal): Html {
  const { order } = visit.words
  return html`<h1>${order.sellerTitle}</h1>
${of.state === 'cancelled' ? notice('ok', order.cancelledSeller, order.cancelledSellerWhy) : nothing}
${cancelling(visit, of)}
${
  of.state === 'awaiting_shipment'
    ? html`<form class="card" method="post" action="${pathTo`/order/${of.orderId}/shipment`}">
${trackingField(visit, { hint: order.shipHint, error: refusal.tracking })}
<p class="gap-s"><button class="btn btn--primary btn--block">${order.ship}</button></p></form>
${askToCancel(visit, of)}`
    : nothing
}`
}

export function forBuyer(visit: Visit, of: Order): Html {
  const { order } = visit.words
  const arrived = of.state === 'shipped' || of.state === 'received'
  return html`<h1>${order.buyerTitle}</h1>
${of.state === 'awaiting_payment' ? payment(visit, of) : nothing}
${cancelling(visit, of)}
${
  arrived
    ? html`<form class="card" method="post" action="${pathTo`/order/${of.orderId}/receipt`}">
<button class="btn btn--primary btn--block">${order.receive}</button>
<p class="small mute gap-s">${order.receiveHint}</p></form>`
    : nothing
}
${of.state === 'awaiting_shipment' && of.mayAskCancel !== false ? askToCancel(visit, of) : nothing}`
}

/** The buyer of a held order may be the intruder: nothing tells what was seen, or by whom. */
export function heldForBuyer(visit: Visit): Html {
  const { order } = visit.words
  return html`<h1>${order.buyerTitle}</h1>${notice('held', order.buyerHold, order.buyerHoldWhy)}`
}

export function trackingField(visit: Visit, of: { hint: string; error: string | undefined }): Html {
  return field({
    name: 'tracking',
    label: visit.words.order.tracking,
    hint: of.hint,
    error: of.error,
    autocomplete: 'off',
    required: true,
  })
}

function payment(visit: Visit, of: Order): Html {
  const { order } = visit.words
  if (of.approvalUrl === null) return notice('wait', order.payWaiting)
  if (!/^https?:\/\//.test(of.approvalUrl)) return nothing
  return html`<p><a class="btn btn--primary btn--block" href="${of.approvalUrl}" rel="noreferrer">${order.payNow}</a></p>`
}

/** A request to cancel: the one who asked waits, the other answers. */
function cancelling(visit: Visit, of: Order): Html {
  const { order } = visit.words
  if (of.state !== 'cancel_requested' || of.cancelRequest === null) return nothing
  if (of.cancelRequest.requestedBy === of.role) return notice('wait', order.cancelAsked)
  const answer = (agree: 'yes' | 'no', label: string) =>
    html`<form method="post" action="${pathTo`/order/${of.orderId}/cancel-answer`}">${hidden('agree', agree)}<button class="btn">${label}</button></form>`
  return html`<section class="card">${notice('wait', order.cancelAskedOther, of.cancelRequest.reason)}
<div class="btns gap-s">${answer('yes', order.cancelAgree)}${answer('no', order.cancelDecline)}</div></section>`
}

function askToCancel(visit: Visit, of: Order): Html {
  const { order } = visit.words
  return html`<details class="plain"><summary>${order.cancel}</summary>
<form method="post" action="${pathTo`/order/${of.orderId}/cancel`}">
${field({ name: 'reason', label: order.cancelReason, hint: order.cancelHint, autocomplete: 'off', required: true })}
<p class="gap-s"><button class="btn btn--block">${order.cancel}</button></p></form></details>`
}
