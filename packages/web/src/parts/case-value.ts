import type { CaseFile } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import { branchesOf, drawnBranches } from '../value-map/branches.ts'
import { drawRiver } from '../value-map/draw-river.ts'
import { drawStream } from '../value-map/draw-stream.ts'
import type { Visit } from '../visit.ts'
import { writeNumber, writePoints } from '../write-amount.ts'
import { type Bucket, badge, isWhole, stateBar } from './state-bar.ts'

/** No picture rather than a wrong one: parts that do not add up to the whole are not drawn. */
export function where(visit: Visit, of: Pick<CaseFile, 'stolen' | 'amounts' | 'legs'>): Html {
  const { words, language } = visit
  const { caseFile } = words
  if (of.stolen === '0' || of.amounts === undefined) return nothing
  if (!isWhole(of.stolen, of.amounts)) {
    return html`<section class="card sec"><h2>${caseFile.whereTitle}</h2><p>${caseFile.notYetSummed}</p></section>`
  }
  return html`<section class="card sec"><h2>${caseFile.whereTitle}</h2>
${stateBar({ total: of.stolen, unit: 'pt', buckets: of.amounts, words, language })}
${valueMap(visit, of)}${legs(visit, of)}</section>`
}

/** The same amounts as in the table below it, as a picture. */
function valueMap(visit: Visit, of: Pick<CaseFile, 'stolen' | 'legs'>): Html {
  const { words, language, site } = visit
  const branches = branchesOf(of.legs ?? [], { total: BigInt(of.stolen), language })
  if (branches === undefined) return nothing
  const drawn = drawnBranches(branches, words.map.others)
  const look = { words, source: site.displayName[language] }
  return html`<div class="river">${drawRiver(drawn, look)}${drawStream(drawn, look)}</div>`
}

const shownBuckets: readonly Bucket[] = ['held', 'onward', 'gone', 'returned', 'released']

function legs(visit: Visit, of: Pick<CaseFile, 'legs'>): Html {
  const { words, language } = visit
  const { caseFile } = words
  const rows = (of.legs ?? []).flatMap((leg) =>
    shownBuckets
      .filter((bucket) => leg[bucket] !== '0')
      .map((bucket) => ({ place: leg.place[language], bucket, amount: leg[bucket] })),
  )
  if (rows.length === 0) return nothing
  return html`<details class="plain gap-s"><summary>${caseFile.table}</summary><div class="tbl-wrap"><table class="tbl tbl--cards">
<thead><tr><th>${caseFile.place}</th><th>${caseFile.state}</th><th class="r">${caseFile.amount}</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><td data-l="${caseFile.place}"><span>${row.place}</span></td><td data-l="${caseFile.state}"><span>${badge(row.bucket, words)}</span></td><td data-l="${caseFile.amount}" class="r"><b class="num">${writeNumber(row.amount)}</b></td></tr>`,
  )}</tbody></table></div></details>`
}

/** What came back, by lot with its expiry, and whether it can be used already. */
export function lots(visit: Visit, of: CaseFile): Html {
  const { caseFile } = visit.words
  if (!of.lots || of.lots.length === 0) return nothing
  return html`<section class="card sec"><h2>${caseFile.lotsTitle}</h2><ul class="plainlist">${of.lots.map(
    (lot) =>
      html`<li><b class="num">${writePoints(lot.amount, visit.language)}</b> <span class="small mute">${lot.words[visit.language]}</span></li>`,
  )}</ul><p class="gap-s">${icon(of.usable ? 'check' : 'held', true)} ${of.usable ? caseFile.lotsUsable : caseFile.lotsWaiting}</p></section>`
}
