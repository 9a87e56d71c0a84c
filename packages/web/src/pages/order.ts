import { pathTo } from '../call-service.ts'
import { anyAnswer, type Order, orderAnswer, type Problem } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { notice } from '../parts/notice.ts'
import { orderFacts } from '../parts/order-facts.ts'
import { forBuyer, forSeller, heldForBuyer, type OrderRefusal } from '../parts/order-steps.ts'
import { heldForSeller } from '../parts/seller-hold.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { toSignIn } from './sign-in.ts'

const CARRIER = 'yamato'

/** One order as its seller or its buyer sees it; a held order asks the seller to wait. */
export function addOrder(routes: PageRoutes): void {
  routes.showLive('/order/:orderId', (visit) => renderOrder(visit))
  routes.act('/order/:orderId/with-me', (visit) =>
    act(visit, { step: 'acknowledgement', body: { answer: 'with_me' } }),
  )
  routes.act('/order/:orderId/shipped-already', (visit, form) =>
    act(visit, {
      step: 'acknowledgement',
      body: {
        answer: 'already_shipped',
        ...(form.has('tracking') ? { trackingNumber: trackingOf(fieldOf(form, 'tracking')) } : {}),
      },
    }),
  )
  routes.act('/order/:orderId/shipment', (visit, form) =>
    act(visit, {
      step: 'shipment',
      body: { carrier: CARRIER, trackingNumber: trackingOf(fieldOf(form, 'tracking')) },
    }),
  )
  routes.act('/order/:orderId/receipt', (visit) => act(visit, { step: 'receipt' }))
  routes.act('/order/:orderId/cancel', (visit, form) =>
    act(visit, { step: 'cancel-request', body: { reason: fieldOf(form, 'reason') } }),
  )
  routes.act('/order/:orderId/cancel-answer', (visit, form) =>
    act(visit, {
      step: 'cancel-request/consent',
      body: { agree: fieldOf(form, 'agree') === 'yes' },
    }),
  )
}

/** As printed on the slip: people type the hyphens and full-width digits along. */
function trackingOf(typed: string): string {
  return typed.normalize('NFKC').replaceAll(/[\s-]/g, '')
}

interface Deed {
  readonly step:
    | 'acknowledgement'
    | 'shipment'
    | 'receipt'
    | 'cancel-request'
    | 'cancel-request/consent'
  readonly body?: unknown
}

async function act(visit: Visit, deed: Deed): Promise<Response> {
  const page = pagePath(visit)
  const done = await visit.call({
    method: 'POST',
    path: `/market/v1/orders${page.slice('/order'.length)}/${deed.step}`,
    ...(deed.body === undefined ? {} : { body: deed.body }),
    answer: anyAnswer,
  })
  if (done.ok) return visit.c.redirect(page, 303)
  if (done.problem.status === 401) return toSignIn(visit, page)
  return await renderOrder(visit, refusalOf(visit, done.problem))
}

function pagePath(visit: Visit): string {
  return pathTo`/order/${visit.c.req.param('orderId') ?? ''}`
}

function refusalOf(visit: Visit, problem: Problem): OrderRefusal {
  const aboutTracking =
    /^market\/(bad_tracking_number|tracking_number_(missing|used))$/.test(problem.type) ||
    problem.errors?.some((error) => error.pointer.endsWith('/trackingNumber'))
  return aboutTracking
    ? { tracking: visit.words.order.trackingWrong }
    : { whole: wordsOfProblem(problem, visit.words) }
}

async function renderOrder(visit: Visit, refusal: OrderRefusal = {}): Promise<Response> {
  const { order } = visit.words
  const asked = await visit.call({
    method: 'GET',
    path: `/market/v1/orders${pagePath(visit).slice('/order'.length)}`,
    answer: orderAnswer,
  })
  if (!asked.ok && asked.problem.status === 401) return toSignIn(visit, pagePath(visit))
  if (!asked.ok) {
    return await renderMessage(visit, {
      title: order.unknownTitle,
      why: order.unknownWhy,
      status: 404,
    })
  }
  const of = asked.value
  const held = of.onHold && of.role === 'seller'
  return await visit.render({
    title: held ? order.holdTitle : of.title,
    ...(refusal.tracking || refusal.whole ? { status: 422 } : {}),
    content: html`<div class="cols"><div class="stack">
${refusal.whole ? notice('err', refusal.whole) : nothing}
${contentOf(visit, of, refusal)}</div><aside class="stack">${orderFacts(visit, of)}</aside></div>`,
  })
}

function contentOf(visit: Visit, of: Order, refusal: OrderRefusal): Html {
  if (of.role === 'buyer') return of.onHold ? heldForBuyer(visit) : forBuyer(visit, of)
  return of.onHold ? heldForSeller(visit, of, refusal) : forSeller(visit, of, refusal)
}
