import { pathTo } from '../call-service.ts'
import { queueAnswer } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import type { Visit } from '../visit.ts'
import { writePoints } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { renderPasskeys } from './desk-passkeys.ts'

/** The desk's queue, the nearest promise first. */
export function addDesk(routes: PageRoutes): void {
  routes.showLive('/desk', (visit) => renderQueue(visit))
}

async function renderQueue(visit: Visit): Promise<Response> {
  const { desk, home, security } = visit.words
  const queue = await visit.call({ method: 'GET', path: '/desk/v1/cases', answer: queueAnswer })
  // Where passkeys are a must, a password opens the page that makes one and no other.
  if (!queue.ok) return await renderPasskeys(visit)
  return await visit.render({
    title: desk.queue,
    content: html`<div class="column stack"><h1>${desk.queue}</h1>
<section class="card">${
      queue.value.cases.length === 0
        ? html`<p class="mute">${desk.queueEmpty}</p>`
        : html`<ul class="plainlist">${queue.value.cases.map((of) => line(visit, of))}</ul>`
    }</section>
<p><a href="/desk/abuse">${visit.words.claims.abuse}</a></p>
<p><a href="/desk/passkeys">${security.deskPasskey}</a></p>
<form method="post" action="/desk/sign-out"><button class="btn btn--small">${home.signOut}</button></form></div>`,
  })
}

type Line = (typeof queueAnswer)['_output']['cases'][number]

function line(visit: Visit, of: Line): Html {
  const { desk } = visit.words
  const next = of.nextPromise
  const when = next && writeTime(next.dueAt, visit.language)
  return html`<li><a href="${pathTo`/desk/cases/${of.caseId}`}"><b class="num">${of.caseNumber}</b> ${writePoints(of.stolen, visit.language)}</a>
<span class="small mute">${of.askedBy ? html`${desk.askedBy(of.askedBy)} · ` : nothing}${of.unshipped ? html`${desk.unshipped} · ` : nothing}${
    when ? (next.late ? desk.late(when) : desk.due(when)) : nothing
  }</span>${task(visit, of)}</li>`
}

/** What else there is to do, the most urgent in words. */
function task({ words, language }: Visit, of: Line): Html {
  const { nextTask } = of
  if (nextTask === null) return nothing
  const when = writeTime(nextTask.dueAt, language)
  const by = nextTask.late ? words.desk.late(when) : words.desk.due(when)
  return html`<p class="small"><b>${words.claims.openTasks(of.tasks)}</b> ${nextTask.words[language]} <span class="mute">${by}</span></p>`
}
