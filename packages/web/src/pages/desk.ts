import { pathTo } from '../call-service.ts'
import { anyAnswer, type Problem, queueAnswer } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { passkeyForm, passkeyScript } from '../parts/passkey-form.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { writePoints } from '../write-amount.ts'
import { writeTime } from '../write-time.ts'
import { renderPasskeys } from './desk-passkeys.ts'

/** The desk's way in and its queue, the nearest promise first. */
export function addDesk(routes: PageRoutes): void {
  routes.show('/desk', (visit) => renderQueue(visit))
  routes.act('/desk/sign-in', async (visit, form) => {
    const signedIn = await visit.call({
      method: 'POST',
      path: '/desk/v1/staff/sign-in',
      body: { login: fieldOf(form, 'login'), password: form.get('password')?.[0] ?? '' },
      answer: anyAnswer,
    })
    if (!signedIn.ok) return await renderStaffSignIn(visit, signedIn.problem)
    return visit.c.redirect('/desk', 303)
  })
  routes.act('/desk/sign-out', async (visit) => {
    await visit.call({ method: 'DELETE', path: '/desk/v1/staff/session', answer: anyAnswer })
    return visit.c.redirect('/desk', 303)
  })
}

export function renderStaffSignIn(visit: Visit, problem?: Problem): Response | Promise<Response> {
  const { desk, signIn, failure } = visit.words
  const why = problem?.status === 429 ? failure.slow : desk.signInFailed
  return visit.render({
    title: desk.signIn,
    ...(problem ? { status: 422 } : {}),
    content: html`<div class="narrow stack">${problem ? notice('err', why) : nothing}
<h1>${desk.signIn}</h1>
${passkeyForm(visit, {
  does: 'show',
  begin: '/desk/v1/staff/sign-in/passkey/begin',
  finish: '/desk/v1/staff/sign-in/passkey',
  next: '/desk',
  button: visit.words.security.passkeySignIn,
})}
<form method="post" action="/desk/sign-in">
${field({ name: 'login', label: desk.login, autocomplete: 'username', required: true })}
${field({ name: 'password', label: signIn.password, type: 'password', autocomplete: 'current-password', required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${signIn.submit}</button></p></form></div>${passkeyScript}`,
  })
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
  }</span></li>`
}
