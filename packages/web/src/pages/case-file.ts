import { pathTo } from '../call-service.ts'
import { dropCaseToken, keepCaseToken, readCaseToken } from '../case-cookie.ts'
import { type CaseFile, caseAnswer, recoveryStarted } from '../contract.ts'
import { html } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { caseFileContent } from '../parts/case-file-content.ts'
import { hidden } from '../parts/field.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'

/**
 * The owner's case without a sign-in. The mail's link carries the secret once; the button moves it
 * into a cookie of this path, so that reloading, going on and coming back show no secret any more.
 */
export function addCaseFile(routes: PageRoutes): void {
  routes.showLive('/case', (visit) => {
    const token = visit.c.req.query('t')
    if (token !== undefined && token !== '') return renderOpenButton(visit, token)
    return renderCase(visit)
  })
  routes.act('/case/open', async (visit, form) => {
    const token = fieldOf(form, 't')
    const read = await askCase(visit, token)
    if (!read.ok) return await renderBadLink(visit)
    keepCaseToken(visit.c, visit.site, token)
    return visit.c.redirect('/case', 303)
  })
  routes.act('/case/close', (visit) => {
    dropCaseToken(visit.c, visit.site)
    return visit.c.redirect('/', 303)
  })
  routes.act('/case/recovery', (visit, form) => startRecovery(visit, fieldOf(form, 'channel')))
}

function askCase(visit: Visit, caseToken: string) {
  return visit.call({
    method: 'POST',
    path: '/desk/v1/case-page',
    body: { caseToken },
    answer: caseAnswer,
  })
}

async function renderCase(visit: Visit): Promise<Response> {
  const { caseFile, home } = visit.words
  const token = readCaseToken(visit.c, visit.site)
  if (token === undefined) {
    return await renderMessage(visit, {
      title: caseFile.noneTitle,
      why: caseFile.noneWhy,
      status: 404,
      link: { href: '/stop', label: home.stop },
    })
  }
  const read = await askCase(visit, token)
  if (!read.ok) return await renderBadLink(visit)
  return await renderFile(visit, read.value)
}

function renderFile(visit: Visit, of: CaseFile): Response | Promise<Response> {
  return visit.render({
    title: of.headline[visit.language],
    joint: true,
    content: caseFileContent(visit, of),
  })
}

function renderOpenButton(visit: Visit, token: string): Response | Promise<Response> {
  const { caseFile } = visit.words
  return visit.render({
    title: caseFile.openTitle,
    joint: true,
    content: html`<div class="narrow stack"><h1>${caseFile.openTitle}</h1><p class="lead">${caseFile.openLead}</p>
<form method="post" action="/case/open">${hidden('t', token)}<button class="btn btn--primary btn--block">${caseFile.openButton}</button></form></div>`,
  })
}

function renderBadLink(visit: Visit): Response | Promise<Response> {
  const { caseFile, home } = visit.words
  return renderMessage(visit, {
    title: caseFile.badTitle,
    why: caseFile.badWhy,
    status: 404,
    link: { href: '/stop', label: home.stop },
  })
}

async function startRecovery(visit: Visit, channel: string): Promise<Response> {
  const caseToken = readCaseToken(visit.c, visit.site)
  if (caseToken === undefined) return await renderCase(visit)
  const started = await visit.call({
    method: 'POST',
    path: '/account/v1/recovery',
    body: { caseToken, ...(channel === '' ? {} : { channel }) },
    answer: recoveryStarted,
  })
  if (started.ok) return visit.c.redirect(pathTo`/recovery/${started.value.recoveryId}`, 303)
  const { failure, caseFile } = visit.words
  return await renderMessage(visit, {
    title: failure.send,
    why:
      started.problem.type === 'account/unavailable'
        ? visit.words.account.proof.noChannel
        : wordsOfProblem(started.problem, visit.words),
    status: 429,
    kind: 'err',
    link: { href: '/case', label: caseFile.openTitle },
  })
}
