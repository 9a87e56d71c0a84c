import { anyAnswer } from '../contract.ts'
import { html, nothing } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'

/** A new password by mail. Asking gets one answer for every name; the link opens a form only. */
export function addReset(routes: PageRoutes): void {
  routes.show('/reset', (visit) => {
    const token = visit.c.req.query('t') ?? ''
    return token === '' ? renderAsk(visit) : renderNewPassword(visit, { token })
  })
  routes.act('/reset', async (visit, form) => {
    const { reset, home } = visit.words
    const asked = await visit.call({
      method: 'POST',
      path: '/account/v1/password-reset',
      body: { login: fieldOf(form, 'login') },
      answer: anyAnswer,
    })
    if (!asked.ok) return await renderAsk(visit, wordsOfProblem(asked.problem, visit.words))
    return await renderMessage(visit, {
      title: reset.sent,
      why: reset.sentWhy,
      status: 200,
      link: { href: '/stop', label: home.stop },
    })
  })
  routes.act('/reset/confirm', async (visit, form) => {
    const { reset, home } = visit.words
    const token = fieldOf(form, 't')
    const confirmed = await visit.call({
      method: 'POST',
      path: '/account/v1/password-reset/confirm',
      body: { token, newPassword: form.get('newPassword')?.[0] ?? '' },
      answer: anyAnswer,
    })
    if (confirmed.ok) {
      const link = { href: '/sign-in', label: home.signIn }
      return await renderMessage(visit, {
        title: reset.done,
        why: reset.doneWhy,
        status: 200,
        link,
      })
    }
    if (confirmed.problem.type.startsWith('account/reset_')) return await renderOver(visit)
    return await renderNewPassword(visit, {
      token,
      error: wordsOfProblem(confirmed.problem, visit.words),
    })
  })
}

function renderAsk(visit: Visit, error?: string): Response | Promise<Response> {
  const { reset, signIn } = visit.words
  return visit.render({
    title: reset.title,
    ...(error ? { status: 422 } : {}),
    content: html`<div class="narrow stack">${error ? notice('err', error) : nothing}
<h1>${reset.title}</h1><p class="lead">${reset.lead}</p>
<form method="post" action="/reset">
${field({ name: 'login', label: signIn.login, autocomplete: 'username', required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${reset.submit}</button></p></form></div>`,
  })
}

function renderNewPassword(
  visit: Visit,
  of: { token: string; error?: string },
): Response | Promise<Response> {
  const { reset, recovery } = visit.words
  return visit.render({
    title: reset.newTitle,
    ...(of.error ? { status: 422 } : {}),
    content: html`<div class="narrow stack"><h1>${reset.newTitle}</h1>
<form method="post" action="/reset/confirm">${hidden('t', of.token)}
${field({
  name: 'newPassword',
  label: recovery.newPassword,
  hint: recovery.newPasswordHint,
  error: of.error,
  type: 'password',
  autocomplete: 'new-password',
  required: true,
})}
<p class="gap"><button class="btn btn--primary btn--block">${reset.newSubmit}</button></p></form></div>`,
  })
}

function renderOver(visit: Visit): Response | Promise<Response> {
  const { reset } = visit.words
  return renderMessage(visit, {
    title: reset.overTitle,
    why: reset.overWhy,
    status: 410,
    link: { href: '/reset', label: reset.again },
  })
}
