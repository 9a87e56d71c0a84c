import { type AbuseOf, abuseAnswer, abuseByAnswer } from '../contract.ts'
import { type Html, html } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { notice } from '../parts/notice.ts'
import type { Visit } from '../visit.ts'
import { writeNumber } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { renderStaffSignIn } from './staff-sign-in.ts'

/** How far back the page looks. */
const DAYS = 90
const DAY_MS = 24 * 60 * 60 * 1_000
const REASON = 'abuse_review'

/**
 * What wrong claims cost the innocent, by who made them: a supervisor's page. It says who looked: the
 * button records the look before anything is shown.
 */
export function addDeskAbuse(routes: PageRoutes): void {
  routes.show('/desk/abuse', (visit) => {
    const { claims } = visit.words
    return visit.render({
      title: claims.abuse,
      content: html`<div class="narrow stack"><p><a class="back" href="/desk">${visit.words.desk.queue}</a></p><h1>${claims.abuse}</h1><p class="lead">${claims.abuseLead}</p>
<form method="post" action="/desk/abuse"><button class="btn btn--primary btn--block">${claims.abuseLook}</button></form></div>`,
    })
  })
  routes.act('/desk/abuse', (visit) => renderAbuse(visit))
}

async function renderAbuse(visit: Visit): Promise<Response> {
  const { claims, desk } = visit.words
  const to = visit.site.clock.now()
  const from = new Date(to.getTime() - DAYS * DAY_MS)
  const span = `from=${from.toISOString()}&to=${to.toISOString()}`
  const by = await visit.call({
    method: 'GET',
    path: `/desk/v1/abuse/by-claimant?${span}`,
    reason: REASON,
    answer: abuseByAnswer,
  })
  if (!by.ok && by.problem.status === 401) return await renderStaffSignIn(visit)
  if (!by.ok) {
    return await visit.render({
      title: claims.abuse,
      status: 403,
      content: html`<div class="narrow stack"><h1>${claims.abuse}</h1>${notice('err', desk.forbidden)}</div>`,
    })
  }
  const all = await visit.call({
    method: 'GET',
    path: `/desk/v1/abuse?${span}`,
    answer: abuseAnswer,
  })
  const at = (time: Date) => writeTime(time.toISOString(), visit.language)
  return await visit.render({
    title: claims.abuse,
    content: html`<div class="column stack"><p><a class="back" href="/desk">${desk.queue}</a></p>
<h1>${claims.abuse}</h1><p class="small mute">${claims.abuseSpan(at(from), at(to))}</p>
${all.ok ? totals(visit, all.value) : html``}
${table(visit, claims.abuseClaimants, by.value.claimants)}
${table(visit, claims.abuseCompanies, by.value.companies)}
<section class="card"><h2>${claims.abuseAlarms}</h2>${
      by.value.alarms.length === 0
        ? html`<p class="mute">${claims.abuseNone}</p>`
        : html`<ul class="plainlist">${by.value.alarms.map(
            (alarm) =>
              html`<li>${alarm.company} <span class="small mute">${alarm.code} · ${writeTime(alarm.at, visit.language)}</span></li>`,
          )}</ul>`
    }</section></div>`,
  })
}

function totals(visit: Visit, all: (typeof abuseAnswer)['_output']): Html {
  const { claims } = visit.words
  const rows = [
    [claims.claims, writeNumber(all.claims)],
    [claims.failed, writeNumber(all.failed)],
    [claims.expired, writeNumber(all.expired)],
    [claims.wronglyHeld, writeNumber(all.holdersWronglyHeld)],
    [claims.wrongAmount, writeNumber(all.amountWronglyHeld)],
    [claims.longestHours, writeNumber(all.hoursWronglyHeldMax)],
    [claims.objections, `${writeNumber(all.objections)} (${writeNumber(all.objectionsHeard)})`],
  ] as const
  return html`<section class="card"><h2>${claims.abuseTotals}</h2><table class="tbl"><tbody>${rows.map(
    ([name, figure]) =>
      html`<tr><th scope="row">${name}</th><td class="r"><b class="num">${figure}</b></td></tr>`,
  )}</tbody></table></section>`
}

function table(visit: Visit, title: string, lines: readonly AbuseOf[]): Html {
  const { claims } = visit.words
  const columns = [
    claims.claims,
    claims.failed,
    claims.wronglyHeld,
    claims.wrongAmount,
    claims.wrongHours,
  ]
  const cells = (of: AbuseOf) =>
    [of.claims, of.failed, of.holdersWronglyHeld, of.amountWronglyHeld, of.hoursWronglyHeld].map(
      (figure, index) =>
        html`<td data-l="${columns[index] ?? ''}" class="r"><b class="num">${writeNumber(figure)}</b></td>`,
    )
  return html`<section class="card"><h2>${title}</h2>${
    lines.length === 0
      ? html`<p class="mute">${claims.abuseNone}</p>`
      : html`<div class="tbl-wrap"><table class="tbl tbl--cards"><thead><tr><th>${claims.who}</th>${columns.map(
          (column) => html`<th class="r">${column}</th>`,
        )}</tr></thead><tbody>${lines.map(
          (of) => html`<tr><td data-l="${claims.who}"><span>${of.who}</span></td>${cells(of)}</tr>`,
        )}</tbody></table></div>`
  }</section>`
}
