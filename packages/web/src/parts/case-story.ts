import type { CaseFile, CasePromise } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon, mark } from '../icons.ts'
import type { Visit } from '../visit.ts'
import { writePoints } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'

export function promises(visit: Visit, of: Pick<CaseFile, 'promises'>): Html {
  const { caseFile } = visit.words
  if (of.promises.length === 0) return nothing
  return html`<section class="card"><div class="card-h"><h2>${caseFile.promises}</h2><p>${caseFile.promiseRule}</p></div>
<ol class="prom">${of.promises.map((promise, index) => promiseLine(visit, promise, index))}</ol></section>`
}

/** Who promised it, until when, and what became of it. */
function promiseLine(visit: Visit, promise: CasePromise, index: number): Html {
  const { language } = visit
  const { caseFile } = visit.words
  const due = writeTime(promise.dueAt, language)
  const isLate =
    promise.keptAt === null && Date.parse(promise.dueAt) < visit.site.clock.now().getTime()
  const told = promise.keptAt
    ? caseFile.promiseDone(writeTime(promise.keptAt, language))
    : isLate
      ? caseFile.promiseLate(due)
      : caseFile.promiseBy(due)
  const state = promise.keptAt ? 'done' : isLate ? 'late' : 'now'
  return html`<li class="${state}"><span class="prom-d">${promise.keptAt ? icon('check') : index + 1}</span><div><h3>${promise.words[language]}</h3>
<p class="prom-w"><span class="org">${mark(promise.company)}${promise.companyName[language]}</span> ${told}${
    promise.lateReason ? html` (${promise.lateReason[language]})` : nothing
  }</p></div></li>`
}

export function history(visit: Visit, of: CaseFile): Html {
  const { language } = visit
  if (!of.timeline || of.timeline.length === 0) return nothing
  return html`<section class="card"><h2>${visit.words.caseFile.history}</h2><ol class="tl">${of.timeline.map(
    (entry) =>
      html`<li class="${entry.by === 'owner' ? 'by-yours' : 'by-desk'}"><span class="tl-t"><span>${writeTime(entry.at, language)}</span></span><i class="tl-d"></i><div class="tl-b"><p>${entry.words[language]}</p></div></li>`,
  )}</ol></section>`
}

export function decisions(visit: Visit, of: CaseFile): Html {
  const { language } = visit
  const { caseFile } = visit.words
  if (!of.decisions || of.decisions.length === 0) return nothing
  return html`<section class="card"><h2>${caseFile.decisions}</h2><ul class="plainlist">${of.decisions.map(
    (
      decision,
    ) => html`<li><b>${decisionWords(visit, decision)}</b> <span class="small mute">${writeTime(decision.at, language)} · ${caseFile.decisionPeople(decision.people)}</span>
${decision.reasons.map((reason) => html`<p class="small">${reason}</p>`)}</li>`,
  )}</ul></section>`
}

export function decisionWords(
  { words, language }: Visit,
  decision: { kind: 'return' | 'withdraw' | 'undo'; amount: string },
): string {
  const points = writePoints(decision.amount, language)
  switch (decision.kind) {
    case 'return':
      return words.caseFile.decisionReturn(points)
    case 'withdraw':
      return words.caseFile.decisionWithdraw
    case 'undo':
      return words.claims.undone(points)
  }
}

export function tasks(visit: Visit, of: CaseFile): Html {
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

export function letter(visit: Visit, of: CaseFile): Html {
  const { caseFile } = visit.words
  if (!of.letter) return nothing
  return html`<section class="card"><h2>${caseFile.letter}</h2>
<p class="small mute">${caseFile.letterSent(writeTime(of.letter.sentAt, visit.language))}</p>
<details class="plain"><summary>${of.letter.subject}</summary><div class="mailtext">${of.letter.body}</div></details>
<p class="small">${caseFile.appeal(writeTime(of.letter.appealUntil, visit.language))}</p></section>`
}

export function worries(visit: Visit): Html {
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
