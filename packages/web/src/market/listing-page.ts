import { pathTo } from '../call-service.ts'
import { anyAnswer, type Problem } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { toSignIn } from '../pages/sign-in.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { writeNumber, writeYen } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { choice } from './choice.ts'
import { type ListingPage, listingAnswer, orderedAnswer } from './market-contract.ts'

/** What was done on the page that is shown again, and what came of it. */
interface Outcome {
  readonly refusal?: string
  readonly reported?: boolean
}

/** One thing: what it is, what was said of it, and the way to buy it or to say that it is not right. */
export function addListing(routes: PageRoutes): void {
  routes.show('/listing/:listingId', (visit) => renderListing(visit))
  routes.act('/listing/:listingId/purchase', (visit, form) => buy(visit, form))
  routes.act('/listing/:listingId/comment', async (visit, form) => {
    const body = { words: fieldOf(form, 'words') }
    return await act(visit, { method: 'POST', step: 'comments', body })
  })
  routes.act('/listing/:listingId/like', (visit) => act(visit, { method: 'PUT', step: 'like' }))
  routes.act('/listing/:listingId/report', async (visit, form) => {
    const body = { reason: fieldOf(form, 'reason'), words: fieldOf(form, 'what') }
    return await act(visit, { method: 'POST', step: 'reports', body }, { reported: true })
  })
}

const idOf = (visit: Visit) => visit.c.req.param('listingId') ?? ''
const pagePath = (visit: Visit) => pathTo`/listing/${idOf(visit)}`

async function act(
  visit: Visit,
  deed: { method: 'POST' | 'PUT'; step: string; body?: unknown },
  outcome?: Outcome,
): Promise<Response> {
  const { step, ...call } = deed
  const path = `${pathTo`/market/v1/listings/${idOf(visit)}`}/${step}`
  const done = await visit.call({ ...call, path, answer: anyAnswer })
  if (done.ok) {
    return outcome ? await renderListing(visit, outcome) : visit.c.redirect(pagePath(visit), 303)
  }
  return await refused(visit, done.problem)
}

async function refused(visit: Visit, problem: Problem): Promise<Response> {
  if (problem.status === 401) return toSignIn(visit, pagePath(visit))
  return await renderListing(visit, { refusal: wordsOfRefusal(visit, problem) })
}

function wordsOfRefusal(visit: Visit, problem: Problem): string {
  const { market } = visit.words
  const known: Readonly<Record<string, string>> = {
    'market/already_sold': market.alreadySold,
    'market/not_for_sale': market.notForSale,
    'market/own_listing': market.ownListing,
    'market/price_changed': market.priceChanged,
    'kernel/malformed': market.wrongFields,
  }
  return known[problem.type] ?? wordsOfProblem(problem, visit.words)
}

const ADDRESS = ['name', 'postalCode', 'prefecture', 'city', 'line'] as const
const AUTOCOMPLETE = {
  name: 'name',
  postalCode: 'postal-code',
  prefecture: 'address-level1',
  city: 'address-level2',
  line: 'street-address',
} as const

async function buy(visit: Visit, form: ReadonlyMap<string, readonly string[]>): Promise<Response> {
  const deliverTo = Object.fromEntries(ADDRESS.map((name) => [name, fieldOf(form, name)]))
  const postalCode = (deliverTo.postalCode ?? '').normalize('NFKC').replaceAll(/[^\d]/g, '')
  const listingId = idOf(visit)
  const ordered = await visit.call({
    method: 'POST',
    path: '/market/v1/orders',
    // The price that he saw: one that was raised meanwhile is refused.
    body: { listingId, price: fieldOf(form, 'price'), deliverTo: { ...deliverTo, postalCode } },
    idempotencyKey: fieldOf(form, 'key'),
    answer: orderedAnswer,
  })
  if (!ordered.ok) return await refused(visit, ordered.problem)
  return visit.c.redirect(pathTo`/order/${ordered.value.orderId}`, 303)
}

async function renderListing(visit: Visit, outcome: Outcome = {}): Promise<Response> {
  const { market } = visit.words
  const asked = await visit.call({
    method: 'GET',
    path: pathTo`/market/v1/listings/${idOf(visit)}`,
    answer: listingAnswer,
  })
  if (!asked.ok) {
    const link = { href: '/listings', label: market.title }
    const message = {
      title: market.unknownTitle,
      why: market.unknownWhy,
      status: 404,
      link,
    } as const
    return await renderMessage(visit, message)
  }
  const of = asked.value
  return await visit.render({
    title: of.title,
    ...(outcome.refusal ? { status: 422 } : {}),
    content: html`<div class="cols"><div class="stack"><h1>${of.title}</h1>
${outcome.refusal ? notice('err', outcome.refusal) : nothing}
${outcome.reported ? notice('ok', market.reported, market.reportedWhy) : nothing}
<div class="things">${of.photoIds.map(
      (photoId, at) =>
        html`<img class="photo" src="/market/v1/photos/${photoId}" alt="${market.photo(of.title, String(at + 1))}">`,
    )}</div>
<p class="asis">${of.description}</p>
${comments(visit, of)}${reportForm(visit, of)}</div>
<aside class="stack">${facts(visit, of)}${purchaseForm(visit, of)}</aside></div>`,
  })
}

function facts(visit: Visit, of: ListingPage): Html {
  const { market } = visit.words
  return html`<section class="card"><p class="price">${writeYen(of.price, visit.language)}</p><dl class="kv">
<dt>${market.condition}</dt><dd>${market.conditions[of.condition]}</dd>
<dt>${market.postage}</dt><dd>${market.postages[of.postage]}</dd>
<dt>${market.shippingWay}</dt><dd>${market.shippingWays[of.shippingWay]}</dd>
<dt>${market.shipsIn}</dt><dd>${market.shipsIns[of.shipsIn]}</dd>
<dt>${market.seller}</dt><dd>${of.seller.name}</dd></dl>
<form method="post" action="${pagePath(visit)}/like" class="row"><span class="small mute">${market.likes(writeNumber(String(of.likes)))}</span>
<button class="btn btn--small">${market.like}</button></form></section>`
}

function purchaseForm(visit: Visit, of: ListingPage): Html {
  const { market } = visit.words
  if (of.state !== 'listed') {
    return notice('plain', of.state === 'sold' ? market.soldMark : market.notForSale)
  }
  // New for every look at the page, the same for a form that is sent twice.
  const key = `buy-page.${visit.site.clock.now().getTime()}`
  return html`<form class="card stack" method="post" action="${pagePath(visit)}/purchase">
<p class="small mute">${market.buyLead}</p>${hidden('price', of.price)}${hidden('key', key)}
${ADDRESS.map((name) => field({ name, label: market[name], autocomplete: AUTOCOMPLETE[name], required: true }))}
<button class="btn btn--primary btn--block">${market.buy}</button></form>`
}

function comments(visit: Visit, of: ListingPage): Html {
  const { market } = visit.words
  return html`<section class="card"><h2>${market.comments}</h2>
${of.comments.length === 0 ? html`<p class="mute">${market.noComments}</p>` : nothing}
<ul class="plainlist">${of.comments.map(
    (one) =>
      html`<li><b>${one.author.name}</b>${one.bySeller ? html` <span class="badge">${market.bySeller}</span>` : nothing} <span class="small mute">${writeTime(one.writtenAt, visit.language)}</span>
<p class="asis">${one.removedBy ? market.removed : one.words}</p></li>`,
  )}</ul>
<form method="post" action="${pagePath(visit)}/comment">
${field({ name: 'words', label: market.comment, hint: market.commentHint, autocomplete: 'off', required: true })}
<button class="btn btn--small">${market.send}</button></form></section>`
}

function reportForm(visit: Visit, of: ListingPage): Html {
  const { market } = visit.words
  return html`<details class="card"><summary>${market.report}</summary>
<form class="stack" method="post" action="${pagePath(visit)}/report"><p class="small mute">${market.reportLead}</p>
${choice({ name: 'reason', label: market.reason, chosen: 'other', options: Object.entries(market.reasons) })}
${field({ name: 'what', label: market.what, autocomplete: 'off', required: true })}
<button class="btn btn--small" name="listing" value="${of.listingId}">${market.send}</button></form></details>`
}
