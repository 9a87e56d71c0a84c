import type { CaseFile } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon, mark } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writeAmount, writeNumber } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { promiseClock } from './clock.ts'
import { type Bucket, badge, isWhole, stateBar } from './state-bar.ts'

/** State in words, next news, whose turn, where the points are, promises, what happened, tasks. */
export function caseFileContent(visit: Visit, of: CaseFile): Html {
  const { caseFile } = visit.words
  return html`${facts(visit, of)}
<div class="hero"><div><h1>${of.headline[visit.language]}</h1><p class="lead">${lead(visit, of)}</p></div>${nextNews(visit, of)}</div>
${turn(visit, of)}
${of.state === 'closed' ? html`<hr class="seam">` : nothing}
${where(visit, of)}
<div class="cols sec"><div class="stack">${promises(visit, of)}${history(visit, of)}</div>
<aside class="stack">${tasks(visit, of)}
<form method="post" action="/case/close"><button class="btn btn--small btn--block">${caseFile.close}</button></form></aside></div>
${worries(visit)}`
}

function facts(visit: Visit, of: CaseFile): Html {
  const { caseFile } = visit.words
  const now = visit.site.clock.now().toISOString()
  return html`<div class="facts"><span>${caseFile.number} <b class="num">${of.caseNumber}</b></span>
<span>${caseFile.asOf(writeTime(now, visit.language))}</span>
<span>${icon(of.verified ? 'shield' : 'info', true)} ${of.verified ? caseFile.verified : caseFile.unverified}</span></div>`
}

function lead(visit: Visit, of: CaseFile): string {
  const { caseFile } = visit.words
  if (of.state === 'closed') return caseFile.closedLead
  if (of.stolen === '0') return caseFile.gathering
  const total = writeAmount(of.stolen, 'pt', visit.language)
  if (!of.verified) return caseFile.unverifiedLead(total)
  if (!of.amounts || !isWhole(of.stolen, of.amounts)) return caseFile.searching
  return of.amounts.gone === '0' && of.amounts.onward === '0'
    ? caseFile.heldAll(total)
    : of.amounts.onward === '0'
      ? caseFile.late
      : caseFile.searching
}

function nextNews(visit: Visit, of: CaseFile): Html {
  const next = of.promises
    .filter((promise) => promise.keptAt === null)
    .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))[0]
  if (!next) return nothing
  return promiseClock({
    what: visit.words.caseFile.nextNews(writeTime(next.dueAt, visit.language)),
    detail: next.words[visit.language],
    from: next.madeAt,
    until: next.dueAt,
    now: visit.site.clock.now(),
  })
}

function turn(visit: Visit, of: CaseFile): Html {
  const { caseFile } = visit.words
  const { site, language } = visit
  if (of.turn === null) return nothing
  const partners = Object.entries(site.neighbourNames ?? {})
  const parties = [
    { id: 'owner', picture: icon('person'), name: caseFile.owner },
    { id: 'desk', picture: mark(site.company), name: site.displayName[language] },
    ...partners.map(([id, name]) => ({ id: 'partner', picture: mark(id), name: name[language] })),
    { id: 'seller', picture: icon('parcel'), name: caseFile.seller },
  ]
  return html`<ol class="turn gap" aria-label="${caseFile.turnTitle}">${parties.map((party) => {
    const now = party.id === of.turn
    const whose = party.id === 'owner' ? caseFile.turnYou : caseFile.turnNow
    return html`<li${now ? html` aria-current="true"` : nothing}><span class="turn-i">${party.picture}</span><span>${party.name}</span>${now ? html`<em>${whose}</em>` : nothing}</li>`
  })}</ol>`
}

/** No map rather than a wrong one: parts that do not add up to the whole are not drawn. */
function where(visit: Visit, of: CaseFile): Html {
  const { words, language } = visit
  const { caseFile } = words
  if (of.stolen === '0' || of.amounts === undefined) return nothing
  if (!isWhole(of.stolen, of.amounts)) {
    return html`<section class="card sec"><h2>${caseFile.whereTitle}</h2><p>${caseFile.notYetSummed}</p></section>`
  }
  return html`<section class="card sec"><h2>${caseFile.whereTitle}</h2>
${stateBar({ total: of.stolen, unit: 'pt', buckets: of.amounts, words, language })}
${legs(visit, of)}</section>`
}

const shownBuckets: readonly Bucket[] = ['held', 'onward', 'gone', 'returned', 'released']

function legs(visit: Visit, of: CaseFile): Html {
  const { words, language } = visit
  const { caseFile } = words
  if (!of.legs || of.legs.length === 0) return nothing
  const rows = of.legs.flatMap((leg) =>
    shownBuckets
      .filter((bucket) => leg[bucket] !== '0')
      .map((bucket) => ({ place: leg.place[language], bucket, amount: leg[bucket] })),
  )
  return html`<details class="plain gap-s" open><summary>${caseFile.table}</summary><div class="tbl-wrap"><table class="tbl tbl--cards">
<thead><tr><th>${caseFile.place}</th><th>${caseFile.state}</th><th class="r">${caseFile.amount}</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><td data-l="${caseFile.place}"><span>${row.place}</span></td><td data-l="${caseFile.state}"><span>${badge(row.bucket, words)}</span></td><td data-l="${caseFile.amount}" class="r"><b class="num">${writeNumber(row.amount)}</b></td></tr>`,
  )}</tbody></table></div></details>`
}

function promises(visit: Visit, of: CaseFile): Html {
  const { words, language } = visit
  const { caseFile } = words
  if (of.promises.length === 0) return nothing
  const now = visit.site.clock.now().getTime()
  return html`<section class="card"><div class="card-h"><h2>${caseFile.promises}</h2><p>${caseFile.promiseRule}</p></div>
<ol class="prom">${of.promises.map((promise, index) => {
    const due = writeTime(promise.dueAt, language)
    const late = promise.keptAt === null && Date.parse(promise.dueAt) < now
    const told = promise.keptAt
      ? caseFile.promiseDone(writeTime(promise.keptAt, language))
      : late
        ? caseFile.promiseLate(due)
        : caseFile.promiseBy(due)
    const state = promise.keptAt ? 'done' : late ? 'late' : 'now'
    return html`<li class="${state}"><span class="prom-d">${promise.keptAt ? icon('check') : index + 1}</span><div><h3>${promise.words[language]}</h3><p class="prom-w">${told}${promise.lateReason ? html` (${promise.lateReason[language]})` : nothing}</p></div></li>`
  })}</ol></section>`
}

function history(visit: Visit, of: CaseFile): Html {
  const { language } = visit
  if (!of.timeline || of.timeline.length === 0) return nothing
  return html`<section class="card"><h2>${visit.words.caseFile.history}</h2><ol class="tl">${of.timeline.map(
    (entry) =>
      html`<li class="by-desk"><span class="tl-t"><span>${writeTime(entry.at, language)}</span></span><i class="tl-d"></i><div class="tl-b"><p>${entry.words[language]}</p></div></li>`,
  )}</ol></section>`
}

function tasks(visit: Visit, of: CaseFile): Html {
  const { caseFile } = visit.words
  const { language } = visit
  return html`<section class="card"><h2>${caseFile.tasks}</h2>${
    of.tasks.length === 0
      ? html`<p>${caseFile.noTasks}</p>`
      : html`<ul class="plainlist">${of.tasks.map((task) => html`<li>${task.words[language]}</li>`)}</ul>
<form method="post" action="/case/recovery" class="gap-s"><button class="btn btn--primary btn--block">${icon('shield')}${caseFile.verify}</button>
<p class="small mute gap-s">${caseFile.verifyWhy}</p></form>`
  }</section>`
}

function worries(visit: Visit): Html {
  const { caseFile } = visit.words
  const pairs = [
    [caseFile.worryExpiry, caseFile.worryExpiryAnswer],
    [caseFile.worryName, caseFile.worryNameAnswer],
    [caseFile.worrySeller, caseFile.worrySellerAnswer],
  ]
  return html`<section class="card sec"><h2>${caseFile.worries}</h2>${pairs.map(
    ([question, answer]) => html`<details><summary>${question}</summary><p>${answer}</p></details>`,
  )}</section>`
}
