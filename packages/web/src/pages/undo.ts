import { keepCaseToken } from '../case-cookie.ts'
import { undoAnswer } from '../contract.ts'
import { html } from '../html.ts'
import { icon } from '../icons.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { hidden } from '../parts/field.ts'
import { stepsAfterPress, whatStops } from '../parts/what-stops.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { renderStopped } from './stop.ts'

/** Longest secret that a link carries. */
const TOKEN_LENGTH_MAX = 200

export function addUndo(routes: PageRoutes): void {
  // Mail scanners open every link: opening asks the services nothing and changes nothing.
  routes.show('/undo', (visit) => {
    const token = visit.c.req.query('t') ?? ''
    if (token === '' || token.length > TOKEN_LENGTH_MAX) return renderCutOff(visit)
    return renderButton(visit, token)
  })
  routes.act('/undo', async (visit, form) => {
    const token = fieldOf(form, 't')
    if (token === '') return await renderCutOff(visit)
    const pressed = await visit.call({
      method: 'POST',
      path: '/account/v1/undo',
      body: { token },
      answer: undoAnswer,
    })
    if (!pressed.ok) return await renderRefused(visit, pressed.problem.type)
    keepCaseToken(visit.c, visit.site, pressed.value.caseToken)
    return await renderStopped(visit, { caseNumber: pressed.value.caseNumber, caseIsOpen: true })
  })
}

function renderButton(visit: Visit, token: string): Response | Promise<Response> {
  const { undo } = visit.words
  return visit.render({
    title: undo.title,
    content: html`<div class="flow"><div>
<h1>${undo.title}</h1>
<p class="lead">${undo.lead}</p>
<form method="post" action="/undo" class="gap">${hidden('t', token)}
<button class="btn btn--stop btn--block">${icon('stop')}${undo.button}</button></form>
<section class="gap"><h2 class="h2-small">${undo.mine}</h2><p class="mute">${undo.mineWhy}</p></section>
<section class="card gap"><h2>${undo.after}</h2>${stepsAfterPress(visit.words, 0)}</section>
</div>${whatStops(visit.words)}</div>`,
  })
}

function renderCutOff(visit: Visit): Response | Promise<Response> {
  const { undo, home } = visit.words
  return renderMessage(visit, {
    title: undo.missing,
    why: undo.missingWhy,
    status: 400,
    link: { href: '/stop', label: home.stop },
  })
}

function renderRefused(visit: Visit, code: string): Response | Promise<Response> {
  const { undo, home, failure, page } = visit.words
  const stop = { href: '/stop', label: home.stop }
  switch (code) {
    case 'account/undo_used':
      return renderMessage(visit, {
        title: undo.usedTitle,
        why: undo.usedWhy,
        status: 409,
        kind: 'held',
        link: { href: '/', label: page.home },
      })
    case 'account/undo_expired':
      return renderMessage(visit, {
        title: undo.expiredTitle,
        why: undo.expiredWhy,
        status: 410,
        link: stop,
      })
    case 'account/undo_unknown':
    case 'kernel/malformed':
      return renderMessage(visit, {
        title: undo.unknownTitle,
        why: undo.unknownWhy,
        status: 404,
        link: stop,
      })
    default:
      return renderMessage(visit, {
        title: failure.send,
        why: failure.sendWhy,
        status: 429,
        kind: 'err',
        link: stop,
      })
  }
}
