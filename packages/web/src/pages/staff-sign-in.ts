import { anyAnswer, type Problem } from '../contract.ts'
import { html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { passkeyForm, passkeyScript } from '../parts/passkey-form.ts'
import { fieldOf, type Visit } from '../visit.ts'

/** The desk's way in and out. */
export function addStaffSignIn(routes: PageRoutes): void {
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
