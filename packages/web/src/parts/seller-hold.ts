import { pathTo } from '../call-service.ts'
import type { Order } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { type Icon, icon } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writeExactTime, writeTime } from '../write-time.ts'
import { promiseClock } from './clock.ts'
import { notice } from './notice.ts'
import { type OrderRefusal, trackingField } from './order-steps.ts'

/**
 * "Please hold the parcel": first that the seller is not to blame and loses nothing, then the reason
 * without naming anybody, then two answers, then what happens next.
 */
export function heldForSeller(visit: Visit, of: Order, refusal: OrderRefusal): Html {
  const { order } = visit.words
  return html`<section class="card card--held">
<p class="state state--held">${icon('held')}<span>${order.review}</span></p>
<h1 class="display">${order.holdTitle}</h1>
<div class="safe">${icon('shield')}<div><p><b>${order.noBlame}</b></p><p class="small mute">${order.noBlameWhy}</p></div></div>
<p class="gap-s after-s">${order.why}</p>
${resultBy(visit, of)}
${answers(visit, of, refusal)}
<p class="small mute gap-s">${order.doNotShip}</p>
</section>
${whatNext(visit)}
${record(visit, of.hold?.notice ?? {})}`
}

function answers(visit: Visit, of: Order, refusal: OrderRefusal): Html {
  const { order } = visit.words
  const facts = of.hold?.notice ?? {}
  if (facts.declared_with_me !== undefined)
    return html`<div class="gap">${notice('ok', order.answeredWithMe, order.answeredWhy)}</div>`
  if (facts.declared_shipped !== undefined) {
    return html`<div class="gap">${notice('wait', order.answeredShipped, order.answeredWhy)}</div>`
  }
  return html`<h2 class="gap h2-small">${order.where}</h2>
<form method="post" action="${pathTo`/order/${of.orderId}/with-me`}"><button class="btn btn--primary btn--block">${icon('parcel')}${order.withMe}</button></form>
<details class="plain gap-s"${refusal.tracking ? html` open` : nothing}><summary>${icon('truck')}${order.alreadyShipped}</summary>
<form method="post" action="${pathTo`/order/${of.orderId}/shipped-already`}">
${of.shipment ? nothing : trackingField(visit, { hint: order.alreadyShippedHint, error: refusal.tracking })}
<p class="gap-s"><button class="btn btn--block">${icon('truck')}${order.alreadyShipped}</button></p></form></details>`
}

function whatNext(visit: Visit): Html {
  const { order } = visit.words
  const outcomes: readonly { icon: Icon; title: string; why: string }[] = [
    { icon: 'check', title: order.ifFine, why: order.ifFineWhy },
    { icon: 'back', title: order.ifCancelled, why: order.ifCancelledWhy },
    { icon: 'truck', title: order.ifShipped, why: order.ifShippedWhy },
  ]
  return html`<section class="card"><h2>${order.whatNext}</h2><ul class="outs">${outcomes.map(
    (outcome) =>
      html`<li>${icon(outcome.icon)}<div><p><b>${outcome.title}</b></p><p class="small mute">${outcome.why}</p></div></li>`,
  )}</ul></section>`
}

/** Facts that nobody can change: they decide later who bears what. */
function record(visit: Visit, facts: Readonly<Record<string, string>>): Html {
  const { order } = visit.words
  const steps = [
    { label: order.recordSent, at: facts.sent },
    { label: order.recordDelivered, at: facts.delivered },
    { label: order.recordOpened, at: facts.opened },
    { label: order.recordAcknowledged, at: facts.acknowledged },
  ]
  return html`<section class="card"><h2>${order.record}</h2><dl class="kv">${steps.map(
    (step) =>
      html`<dt>${step.label}</dt><dd class="num">${step.at ? writeExactTime(step.at, visit.language) : order.notYet}</dd>`,
  )}</dl></section>`
}

function resultBy(visit: Visit, of: Order): Html {
  if (!of.hold?.resultBy) return nothing
  return promiseClock({
    what: visit.words.order.resultBy(writeTime(of.hold.resultBy, visit.language)),
    from: of.hold.since,
    until: of.hold.resultBy,
    now: visit.site.clock.now(),
  })
}
