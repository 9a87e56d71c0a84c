import { pathTo } from '../call-service.ts'
import { anyAnswer, type Payment, paymentAnswer } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { writeAmount } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { toSignIn } from './sign-in.ts'

const PATH = '/pay/approve/:paymentRequestId'

export function addApprovePayment(routes: PageRoutes): void {
  routes.show(PATH, (visit) => renderPayment(visit))
  routes.act(PATH, async (visit, form) => {
    const id = visit.c.req.param('paymentRequestId') ?? ''
    const points = fieldOf(form, 'points')
    if (fieldOf(form, 'cancel') !== '') return await cancelDelayed(visit, id)
    if (!/^[0-9]{0,16}$/.test(points)) return await renderPayment(visit, 'kernel/malformed')
    const path = pathTo`/pay/v1/payment-requests/${id}/approval`
    const used = BigInt(points === '' ? 0 : points)
    const approved = await visit.call({
      method: 'POST',
      path: used === 0n ? path : `${path}?points=${used}`,
      // One approval a payment: the payment's own id names it, so a second press changes nothing. A
      // refusal burns no key, so other means can be tried.
      idempotencyKey: `approve-page.${id}.${used}`,
      answer: anyAnswer,
    })
    if (approved.ok) return visit.c.redirect(visit.c.req.path, 303)
    return await renderPayment(visit, approved.problem.type)
  })
}

async function cancelDelayed(visit: Visit, id: string): Promise<Response> {
  const cancelled = await visit.call({
    method: 'DELETE',
    path: pathTo`/pay/v1/payment-requests/${id}/approval`,
    answer: anyAnswer,
  })
  if (cancelled.ok) return visit.c.redirect(visit.c.req.path, 303)
  return await renderPayment(visit, cancelled.problem.type)
}

async function renderPayment(visit: Visit, refusal?: string): Promise<Response> {
  const { payment } = visit.words
  const id = visit.c.req.param('paymentRequestId') ?? ''
  const asked = await visit.call({
    method: 'GET',
    path: pathTo`/pay/v1/payment-requests/${id}`,
    answer: paymentAnswer,
  })
  if (!asked.ok && asked.problem.status === 401) return toSignIn(visit, visit.c.req.path)
  if (!asked.ok) {
    return await renderMessage(visit, {
      title: payment.unknownTitle,
      why: payment.unknownWhy,
      status: 404,
    })
  }
  const of = asked.value
  return await visit.render({
    title: payment.title,
    ...(refusal ? { status: 422 } : {}),
    content: html`<div class="narrow stack">
${outcome(visit, of, refusal)}
<h1>${payment.title}</h1>
${facts(visit, of)}
${of.state === 'requested' ? approveForm(visit, of) : nothing}
${of.state === 'authorised' && of.capturesAt ? cancelForm(visit) : nothing}
${backLink(visit, of)}
<p class="small"><b>${payment.notMe}</b> <a href="/stop">${visit.words.home.stop}</a></p>
</div>`,
  })
}

function outcome(visit: Visit, of: Payment, refusal: string | undefined): Html {
  const { payment, failure } = visit.words
  if (of.state === 'approved') return notice('ok', payment.approvedTitle, payment.approvedWhy)
  if (of.state === 'authorised') return notice('ok', payment.authorisedTitle, waitsFor(visit, of))
  if (of.state === 'voided') return notice('plain', payment.voidedTitle, payment.voidedWhy)
  if (of.state === 'refunded') return notice('ok', payment.refundedTitle, payment.refundedWhy)
  if (of.state === 'expired') return notice('plain', payment.expiredTitle, payment.expiredWhy)
  switch (refusal) {
    case undefined:
      return nothing
    case 'pay/spending_shut':
    case 'pay/leaving_delayed':
      return notice('held', payment.shutTitle, payment.shutWhy)
    case 'kernel/malformed':
    case 'pay/points_exceed_amount':
    case 'pay/points_limit':
      return notice('err', payment.pointsWrong, failure.fields)
    case 'pay/insufficient':
      return notice('err', payment.insufficientTitle, payment.insufficientWhy)
    default:
      return notice('err', failure.send, failure.sendWhy)
  }
}

function waitsFor({ words, language }: Visit, of: Payment): string {
  const { payment } = words
  return of.capturesAt
    ? payment.delayedWhy(writeTime(of.capturesAt, language))
    : payment.authorisedWhy
}

function facts(visit: Visit, of: Payment): Html {
  const { payment } = visit.words
  const { language } = visit
  return html`<div class="card"><p class="price">${writeAmount(of.amount, of.unit, language)}</p>
<dl class="kv gap-s"><dt>${payment.to}</dt><dd>${of.place[language]}</dd>
<dt>${payment.item}</dt><dd>${of.itemName}</dd>
${of.state === 'requested' ? html`<dt>${payment.expires}</dt><dd>${writeTime(of.expiresAt, language)}</dd>` : nothing}</dl></div>`
}

function approveForm(visit: Visit, of: Payment): Html {
  const { payment } = visit.words
  return html`<form method="post" action="${visit.c.req.path}"><p><label for="points">${payment.points}</label>
<input class="input" id="points" name="points" inputmode="numeric" pattern="[0-9]*" maxlength="16" autocomplete="off"></p><button class="btn btn--primary btn--block">${payment.approve(
    writeAmount(of.amount, of.unit, visit.language),
  )}</button><p class="small mute gap-s">${payment.approveHint}</p></form>`
}

function cancelForm(visit: Visit): Html {
  return html`<form method="post" action="${visit.c.req.path}"><button class="btn btn--block" name="cancel" value="1">${visit.words.payment.cancelDelayed}</button></form>`
}

/** The address comes from the shop: followed by hand only, and only where a browser page lies. */
function backLink(visit: Visit, of: Payment): Html {
  if (of.state === 'requested' || !/^https?:\/\//.test(of.returnUrl)) return nothing
  return html`<p><a class="btn btn--block" href="${of.returnUrl}" rel="noreferrer">${visit.words.payment.backToShop}</a></p>`
}
