import { pathTo } from '../call-service.ts'
import { anyAnswer, type Order, orderAnswer } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { field } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { orderFacts } from '../parts/order-facts.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { heldForSeller } from './seller-hold.ts'
import { toSignIn } from './sign-in.ts'

const CARRIER = 'yamato'

/** One order as its seller or its buyer sees it; a held order asks the seller to wait. */
export function addOrder(routes: PageRoutes): void {
  routes.show('/order/:orderId', (visit) => renderOrder(visit))
  routes.act('/order/:orderId/with-me', (visit) =>
    act(visit, { verb: 'acknowledgement', body: { answer: 'with_me' } }),
  )
  routes.act('/order/:orderId/shipped-already', (visit, form) =>
    act(visit, {
      verb: 'acknowledgement',
      body: { answer: 'already_shipped', trackingNumber: trackingOf(fieldOf(form, 'tracking')) },
    }),
  )
  routes.act('/order/:orderId/shipment', (visit, form) =>
    act(visit, {
      verb: 'shipment',
      body: { carrier: CARRIER, trackingNumber: trackingOf(fieldOf(form, 'tracking')) },
    }),
  )
  routes.act('/order/:orderId/receipt', (visit) => act(visit, { verb: 'receipt', body: {} }))
}

/** As printed on the slip: people type the hyphens and full-width digits along. */
function trackingOf(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/[\s-]/g, '')
}

async function act(
  visit: Visit,
  deed: { verb: 'acknowledgement' | 'shipment' | 'receipt'; body: unknown },
): Promise<Response> {
  const id = visit.c.req.param('orderId') ?? ''
  const done = await visit.call({
    method: 'POST',
    path: `${pathTo`/market/v1/orders/${id}/`}${deed.verb}`,
    body: deed.body,
    answer: anyAnswer,
  })
  if (done.ok) return visit.c.redirect(pathTo`/order/${id}`, 303)
  if (done.problem.status === 401) return toSignIn(visit)
  const { order } = visit.words
  const aboutTracking =
    ['market/bad_tracking_number', 'market/tracking_number_missing'].includes(done.problem.type) ||
    done.problem.errors?.some((error) => error.pointer.endsWith('/trackingNumber'))
  return renderOrder(
    visit,
    aboutTracking
      ? { tracking: order.trackingWrong }
      : { whole: wordsOfProblem(done.problem, visit.words) },
  )
}

export interface OrderRefusal {
  readonly tracking?: string
  readonly whole?: string
}

async function renderOrder(visit: Visit, refusal: OrderRefusal = {}): Promise<Response> {
  const { order } = visit.words
  const id = visit.c.req.param('orderId') ?? ''
  const asked = await visit.call({
    method: 'GET',
    path: pathTo`/market/v1/orders/${id}`,
    answer: orderAnswer,
  })
  if (!asked.ok && asked.problem.status === 401) {
    return visit.c.redirect(`/sign-in?next=${encodeURIComponent(pathTo`/order/${id}`)}`, 303)
  }
  if (!asked.ok) {
    return renderMessage(visit, { title: order.unknownTitle, why: order.unknownWhy, status: 404 })
  }
  const of = asked.value
  const content =
    of.role === 'seller'
      ? of.onHold
        ? heldForSeller(visit, of, refusal)
        : freeForSeller(visit, of, refusal)
      : forBuyer(visit, of, refusal)
  return visit.render({
    title: of.role === 'seller' && of.onHold ? order.holdTitle : of.title,
    ...(refusal.tracking || refusal.whole ? { status: 422 } : {}),
    content: html`<div class="cols"><div class="stack">${
      refusal.whole ? notice('err', refusal.whole) : nothing
    }${content}</div><aside class="stack">${orderFacts(visit, of)}</aside></div>`,
  })
}

function freeForSeller(visit: Visit, of: Order, refusal: OrderRefusal): Html {
  const { order } = visit.words
  return html`<h1>${order.sellerTitle}</h1>
${of.state === 'cancelled' ? notice('ok', order.cancelledSeller, order.cancelledSellerWhy) : nothing}
${
  of.state === 'awaiting_shipment'
    ? html`<form class="card" method="post" action="${pathTo`/order/${of.orderId}/shipment`}">
${trackingField(visit, { hint: order.shipHint, error: refusal.tracking })}
<p class="gap-s"><button class="btn btn--primary btn--block">${order.ship}</button></p></form>`
    : nothing
}`
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

/** The buyer of a held order may be the intruder: nothing tells what was seen, or by whom. */
function forBuyer(visit: Visit, of: Order, refusal: OrderRefusal): Html {
  const { order } = visit.words
  if (of.onHold) {
    return html`<h1>${order.buyerTitle}</h1>${notice('held', order.buyerHold, order.buyerHoldWhy)}`
  }
  return html`<h1>${order.buyerTitle}</h1>
${refusal.tracking ? notice('err', refusal.tracking) : nothing}
${of.state === 'awaiting_payment' ? payment(visit, of) : nothing}
${
  of.state === 'shipped' || of.state === 'received'
    ? html`<form class="card" method="post" action="${pathTo`/order/${of.orderId}/receipt`}">
<button class="btn btn--primary btn--block">${order.receive}</button>
<p class="small mute gap-s">${order.receiveHint}</p></form>`
    : nothing
}`
}

function payment(visit: Visit, of: Order): Html {
  const { order } = visit.words
  if (of.approvalUrl === undefined || of.approvalUrl === null)
    return notice('wait', order.payWaiting)
  if (!/^https?:\/\//.test(of.approvalUrl)) return nothing
  return html`<p><a class="btn btn--primary btn--block" href="${of.approvalUrl}" rel="noreferrer">${order.payNow}</a></p>`
}
