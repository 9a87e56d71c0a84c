import { pathTo } from '../call-service.ts'
import { balanceAnswer, ordersAnswer, sessionAnswer, walletAnswer } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { PageRoutes } from '../page-routes.ts'
import { exitDelays } from '../parts/exit-delays.ts'
import { orderStateName } from '../parts/order-facts.ts'
import type { Service } from '../site.ts'
import type { Visit } from '../visit.ts'
import { writePoints, writeYen } from '../write-amount.ts'
import { writeLastDay } from '../write-time.ts'

/** The start: the way to sign in, the way to stop, and what is one's own once signed in. */
export function addHome(routes: PageRoutes): void {
  routes.show('/', async (visit) => {
    const { home } = visit.words
    const session = has(visit, 'account')
      ? await visit.call({ method: 'GET', path: '/account/v1/session', answer: sessionAnswer })
      : undefined
    const name = visit.site.displayName[visit.language]
    const own = session?.ok
      ? [
          await exitDelays(visit),
          await points(visit),
          await wallet(visit),
          await orders(visit, 'seller'),
          await orders(visit, 'buyer'),
        ]
      : []
    return await visit.render({
      title: home.title(name),
      content: html`<div class="column stack"><h1>${name}</h1>
${has(visit, 'market') ? html`<p><a href="/listings">${visit.words.market.title}</a></p>` : nothing}
${session?.ok ? signedIn(visit, session.value.displayName ?? session.value.memberId) : signedOut(visit)}
${own}</div>`,
    })
  })
}

function has(visit: Visit, service: Service): boolean {
  return visit.site.services.includes(service)
}

function signedOut(visit: Visit): Html {
  const { home } = visit.words
  if (!has(visit, 'account')) return nothing
  return html`<p><a class="btn btn--primary btn--block" href="/sign-in">${home.signIn}</a></p>
<p><a class="btn btn--stop btn--block" href="/stop">${icon('stop')}${home.stop}</a></p>
${has(visit, 'desk') ? html`<p><a class="btn btn--block" href="/case">${home.caseLink}</a></p>` : nothing}`
}

function signedIn(visit: Visit, who: string): Html {
  const { home } = visit.words
  return html`<p>${icon('person')} ${home.signedIn(who)}</p>
<p><a href="/security">${visit.words.security.title}</a></p>
<form method="post" action="/sign-out"><button class="btn btn--small">${home.signOut}</button></form>`
}

async function points(visit: Visit): Promise<Html> {
  if (!has(visit, 'points')) return await nothing
  const { home } = visit.words
  const { language } = visit
  const balance = await visit.call({
    method: 'GET',
    path: '/points/v1/balance',
    answer: balanceAnswer,
  })
  if (!balance.ok) return await nothing
  const held = (balance.value.held ?? []).reduce((sum, lot) => sum + BigInt(lot.amount), 0n)
  return await html`<section class="card"><h2>${home.points}</h2><p class="small mute">${home.pointsUsable}</p>
<p class="price">${writePoints(balance.value.usable, language)}</p>
<ul class="plainlist">${balance.value.lots.map(
    (lot) =>
      html`<li>${writePoints(lot.amount, language)} <span class="small mute">${
        lot.expiresAt
          ? home.pointsLot(
              lot.kind === 'limited' ? home.lotLimited : home.lotRegular,
              writeLastDay(lot.expiresAt, language),
            )
          : home.lotRegular
      }</span></li>`,
  )}</ul>
${held > 0n ? html`<p class="gap-s"><span class="badge badge--held">${icon('held')}<span>${home.pointsHeld}</span></span> <b class="num">${writePoints(String(held), language)}</b></p>` : nothing}</section>`
}

async function wallet(visit: Visit): Promise<Html> {
  if (!has(visit, 'pay')) return await nothing
  const found = await visit.call({ method: 'GET', path: '/pay/v1/wallet', answer: walletAnswer })
  if (!found.ok) return await nothing
  const { home } = visit.words
  return await html`<section class="card"><h2>${home.wallet(visit.site.displayName[visit.language])}</h2><p class="price">${writeYen(found.value.balance, visit.language)}</p></section>`
}

async function orders(visit: Visit, role: 'seller' | 'buyer'): Promise<Html> {
  if (!has(visit, 'market')) return await nothing
  const { home, order } = visit.words
  const found = await visit.call({
    method: 'GET',
    path: `/market/v1/orders?role=${role}`,
    answer: ordersAnswer,
  })
  if (!found.ok) return await nothing
  return await html`<section class="card"><h2>${role === 'seller' ? home.asSeller : home.asBuyer}</h2>${
    found.value.orders.length === 0
      ? html`<p class="mute">${home.noOrders}</p>`
      : html`<ul class="plainlist">${found.value.orders.map(
          (of) =>
            html`<li><a href="${pathTo`/order/${of.orderId}`}">${of.title}</a> <span class="small mute">${writeYen(of.price, visit.language)} · ${
              of.onHold ? order.review : orderStateName(of.state, visit.words)
            }</span></li>`,
        )}</ul>`
  }</section>`
}
