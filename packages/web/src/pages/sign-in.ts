import { anyAnswer, type Problem } from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { icon } from '../icons.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { passkeyScript, signInByPasskey } from '../parts/passkey-form.ts'
import { safeNext } from '../safe-next.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { renderSecondFactor } from './second-factor.ts'

export function addSignIn(routes: PageRoutes): void {
  routes.show('/sign-in', (visit) =>
    renderSignIn(visit, { next: safeNext(visit.c.req.query('next')), login: '' }),
  )
  routes.act('/sign-in', async (visit, form) => {
    const login = fieldOf(form, 'login')
    const next = safeNext(fieldOf(form, 'next'))
    const signedIn = await visit.call({
      method: 'POST',
      path: '/account/v1/sign-in',
      // A password is sent as it was typed: spaces may be part of it.
      body: { login, password: form.get('password')?.[0] ?? '' },
      answer: anyAnswer,
    })
    if (signedIn.ok) return visit.c.redirect(next, 303)
    const { type, halfSignIn, methods = [], sentTo } = signedIn.problem
    if (type === 'account/second_factor_needed' && halfSignIn !== undefined) {
      return await renderSecondFactor(visit, {
        halfSignIn,
        methods,
        next,
        ...(sentTo === undefined ? {} : { sentTo }),
      })
    }
    return await renderSignIn(visit, { next, login, failed: failureOf(signedIn.problem) })
  })
  routes.act('/sign-out', async (visit) => {
    await visit.call({ method: 'DELETE', path: '/account/v1/session', answer: anyAnswer })
    return visit.c.redirect('/', 303)
  })
}

/** Where a page that needs a sign-in sends a visitor who has none. */
export function toSignIn(visit: Visit, back: string): Response {
  return visit.c.redirect(`/sign-in?next=${encodeURIComponent(back)}`, 303)
}

type Failure = 'wrong' | 'slow' | 'stopped' | 'unconfirmed'

function failureOf(problem: Problem): Failure {
  if (problem.status === 429) return 'slow'
  if (problem.type === 'account/stopped') return 'stopped'
  return problem.type === 'account/address_unconfirmed' ? 'unconfirmed' : 'wrong'
}

interface SignInForm {
  readonly next: string
  readonly login: string
  readonly failed?: Failure
}

function renderSignIn(visit: Visit, form: SignInForm): Response | Promise<Response> {
  const { signIn } = visit.words
  return visit.render({
    title: signIn.title,
    ...(form.failed ? { status: form.failed === 'slow' ? 429 : 422 } : {}),
    content: html`<div class="narrow">
${failure(visit, form.failed)}
<h1 class="gap">${signIn.title}</h1>
${signInByPasskey(visit, form.next)}
<form method="post" action="/sign-in" class="gap-s">
${hidden('next', form.next)}
${field({ name: 'login', label: signIn.login, autocomplete: 'username', value: form.login, required: true })}
${field({ name: 'password', label: signIn.password, type: 'password', autocomplete: 'current-password', required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${signIn.submit}</button></p>
</form>
${stopCard(visit, form.failed !== undefined)}
<p class="small gap"><a href="/reset">${signIn.reset}</a></p>
</div>${passkeyScript}`,
  })
}

function failure(visit: Visit, failed: Failure | undefined): Html {
  const { signIn } = visit.words
  switch (failed) {
    case undefined:
      return nothing
    case 'wrong':
      return notice('err', signIn.failed, signIn.failedWhy)
    case 'slow':
      return notice('err', signIn.slow, signIn.slowWhy)
    case 'stopped':
      return notice('held', signIn.stopped, signIn.stoppedWhy)
    case 'unconfirmed':
      return notice('wait', signIn.unconfirmed, signIn.unconfirmedWhy)
  }
}

/** The first sign of a takeover is a sign-in that fails, so the way to stop stands right here. */
function stopCard(visit: Visit, prominent: boolean): Html {
  const { signIn, stop } = visit.words
  if (!prominent) return html`<p class="gap small"><a href="/stop">${visit.words.home.stop}</a></p>`
  return html`<section class="card card--stop gap"><h2>${signIn.cannotTitle}</h2>
<p class="mute">${signIn.cannotLead}</p>
<p class="gap-s"><a class="btn btn--stop btn--block" href="/stop">${icon('stop')}${visit.words.home.stop}</a></p>
<p class="small mute gap-s">${stop.safe}</p></section>`
}
