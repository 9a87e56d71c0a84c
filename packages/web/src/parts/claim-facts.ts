import type { CaseFile, ClaimFacts } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writePoints } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'

type Need = NonNullable<CaseFile['needs']>[number]

/** Whose turn a step is, in words. */
export function turnName({ words }: Visit, turn: Need['turn']): string {
  const { claims } = words
  const names = {
    owner: claims.turnOwner,
    desk: claims.turnDesk,
    seller: claims.turnSeller,
    partner: claims.turnPartner,
  }
  return names[turn]
}

/** What is being done besides the promises: by whom, and until when. */
export function needs(visit: Visit, of: Pick<CaseFile, 'needs'>): Html {
  const { claims } = visit.words
  if (!of.needs || of.needs.length === 0) return nothing
  return html`<section class="card"><h2>${claims.needs}</h2><ul class="plainlist">${of.needs.map(
    (need) => html`<li><p>${need.words[visit.language]}</p>
<p class="small mute">${icon('clock', true)} ${turnName(visit, need.turn)} · ${claims.needBy(writeTime(need.dueAt, visit.language))}</p></li>`,
  )}</ul></section>`
}

/** The end of the hold, what was paid, asked for again, or proved to be the owner's own. */
export function claimFacts(visit: Visit, of: Pick<CaseFile, 'claim' | 'legs'>): Html {
  const { words, language } = visit
  const { claims } = words
  const lines = of.claim ? factLines(visit, of.claim) : []
  const onItsWay = (of.legs ?? []).reduce((sum, leg) => sum + BigInt(leg.onItsWay), 0n)
  if (onItsWay > 0n) lines.push(html`${claims.onItsWay(writePoints(String(onItsWay), language))}`)
  if (lines.length === 0) return nothing
  return html`<section class="card"><h2>${claims.standing}</h2><ul class="plainlist">${lines.map(
    (line) => html`<li>${line}</li>`,
  )}</ul></section>`
}

export function factLines({ words, language }: Visit, of: ClaimFacts): Html[] {
  const { claims } = words
  const points = (amount: string) => writePoints(amount, language)
  return [
    ...(of.holdUntil === null
      ? []
      : [html`${claims.holdUntil(writeTime(of.holdUntil, language))}`]),
    ...(of.covered === '0'
      ? []
      : [
          html`<b>${claims.covered(points(of.covered))}</b><p class="small mute">${claims.coveredWhy}</p>`,
        ]),
    ...(of.letGo === '0' ? [] : [html`${claims.letGo(points(of.letGo))}`]),
    ...(of.attempts > 1 ? [html`${claims.attempts(of.attempts)}`] : []),
  ]
}
