import type { CaseFile } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon, mark } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writeAmount } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { decisions, history, letter, promises, tasks, worries } from './case-story.ts'
import { lots, where } from './case-value.ts'
import { claimFacts, needs } from './claim-facts.ts'
import { promiseClock } from './clock.ts'
import { isWhole } from './state-bar.ts'

/** State in words, next news, whose turn, where the points are, promises, what happened, tasks. */
export function caseFileContent(visit: Visit, of: CaseFile): Html {
  const { caseFile } = visit.words
  return html`${facts(visit, of)}
<div class="hero"><div><h1>${of.headline[visit.language]}</h1><p class="lead">${lead(visit, of)}</p></div>${nextNews(visit, of)}</div>
${of.state === 'closed' ? html`<hr class="seam">` : turn(visit, of)}
${where(visit, of)}${lots(visit, of)}
<div class="cols sec"><div class="stack">${needs(visit, of)}${promises(visit, of)}${claimFacts(visit, of)}${decisions(visit, of)}${history(visit, of)}</div>
<aside class="stack">${tasks(visit, of)}${letter(visit, of)}
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

/** The sentence under the headline: how much is concerned, and whether all of it is known. */
function lead(visit: Visit, of: CaseFile): string {
  const { caseFile } = visit.words
  if (of.state === 'closed') return caseFile.closedLead
  if (of.state === 'opening') return caseFile.gathering
  if (of.stolen === '0') return ''
  const total = writeAmount(of.stolen, 'pt', visit.language)
  if (!of.verified) return caseFile.unverifiedLead(total)
  const { amounts } = of
  if (!amounts || !isWhole(of.stolen, amounts) || amounts.onward !== '0') return caseFile.searching
  return amounts.gone === '0' ? caseFile.heldAll(total) : caseFile.late
}

function nextNews(visit: Visit, of: CaseFile): Html {
  const next = of.nextNews
  if (next === null) return nothing
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
  const partners = Object.entries(site.neighbourNames ?? {}).filter(([id]) => id !== site.company)
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
