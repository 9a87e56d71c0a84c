import { pathTo, type ServiceAnswer, type ServiceCall } from '../call-service.ts'
import { anyAnswer, type Problem, recoveryCodesAnswer, totpBegun } from '../contract.ts'
import { html } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { renderProof } from './proof.ts'
import { renderApp, renderSecurity } from './security.ts'
import { toSignIn } from './sign-in.ts'

type Form = ReadonlyMap<string, readonly string[]>

/** What the forms of the security page do. */
export function addSecurityChanges(routes: PageRoutes): void {
  sessionForms(routes)
  passkeyForms(routes)
  appForms(routes)
  routes.act('/security/codes', async (visit, form) => {
    const made = await visit.call({
      method: 'POST',
      path: '/account/v1/recovery-codes',
      body: { password: passwordIn(form) },
      answer: recoveryCodesAnswer,
    })
    return made.ok ? await renderCodes(visit, made.value.recoveryCodes) : await sayNo(visit, made)
  })
}

/** A password is sent as it was typed: spaces may be part of it. */
const passwordIn = (form: Form) => form.get('password')?.[0] ?? ''

/** One call, then the page again: with what went wrong, if anything did. */
async function doThen(visit: Visit, call: Omit<ServiceCall<unknown>, 'answer'>): Promise<Response> {
  const done = await visit.call({ ...call, answer: anyAnswer })
  return done.ok ? visit.c.redirect('/security', 303) : await sayNo(visit, done)
}

async function sayNo(
  visit: Visit,
  refused: Extract<ServiceAnswer<unknown>, { ok: false }>,
): Promise<Response> {
  const { type } = refused.problem
  if (type === 'kernel/step_up_needed') return await renderProof(visit)
  if (type === 'kernel/not_signed_in') return toSignIn(visit, '/security')
  return await renderSecurity(visit, wordsOf(visit, refused.problem))
}

function wordsOf(visit: Visit, problem: Problem): string {
  const { security, failure } = visit.words
  if (problem.type === 'account/password_wrong') return security.passwordWrong
  if (problem.type === 'account/enrolment_waits') return visit.words.contacts.waits
  const known = wordsOfProblem(problem, visit.words)
  return known === failure.send ? security.failed : known
}

function sessionForms(routes: PageRoutes): void {
  routes.act('/security/sessions/end', (visit, form) =>
    doThen(visit, {
      method: 'DELETE',
      path: pathTo`/account/v1/sessions/${fieldOf(form, 'sessionId')}`,
    }),
  )
  routes.act('/security/sessions/end-others', (visit) =>
    doThen(visit, { method: 'DELETE', path: '/account/v1/sessions' }),
  )
  routes.act('/security/devices/forget', (visit, form) =>
    doThen(visit, {
      method: 'DELETE',
      path: pathTo`/account/v1/devices/${fieldOf(form, 'deviceId')}`,
    }),
  )
}

function passkeyForms(routes: PageRoutes): void {
  routes.act('/security/passkeys/rename', (visit, form) =>
    doThen(visit, {
      method: 'PUT',
      path: pathTo`/account/v1/passkeys/${fieldOf(form, 'passkeyId')}/name`,
      body: { name: fieldOf(form, 'name') },
    }),
  )
  routes.act('/security/passkeys/remove', (visit, form) =>
    doThen(visit, {
      method: 'DELETE',
      path: pathTo`/account/v1/passkeys/${fieldOf(form, 'passkeyId')}`,
      body: { password: passwordIn(form) },
    }),
  )
}

function appForms(routes: PageRoutes): void {
  routes.act('/security/app', async (visit, form) => {
    const begun = await visit.call({
      method: 'POST',
      path: '/account/v1/totp/begin',
      body: { password: passwordIn(form) },
      answer: totpBegun,
    })
    return begun.ok ? await renderApp(visit, begun.value) : await sayNo(visit, begun)
  })
  routes.act('/security/app/confirm', async (visit, form) => {
    const totpId = fieldOf(form, 'totpId')
    const code = fieldOf(form, 'code').normalize('NFKC').replaceAll(' ', '')
    const confirmed = await visit.call({
      method: 'POST',
      path: '/account/v1/totp',
      body: { totpId, code },
      answer: anyAnswer,
    })
    if (confirmed.ok) return visit.c.redirect('/security', 303)
    const isCode = ['account/totp_wrong', 'kernel/malformed'].includes(confirmed.problem.type)
    if (!isCode) return await sayNo(visit, confirmed)
    const shown = { secret: fieldOf(form, 'secret'), uri: otpauthOnly(fieldOf(form, 'uri')) }
    return await renderApp(visit, { totpId, ...shown, failed: true })
  })
  routes.act('/security/app/remove', (visit, form) =>
    doThen(visit, {
      method: 'DELETE',
      path: '/account/v1/totp',
      body: { password: passwordIn(form) },
    }),
  )
}

/** What comes back in a form could be anything; a link must not run it. */
function otpauthOnly(uri: string): string {
  return uri.startsWith('otpauth://totp/') ? uri : '/security'
}

function renderCodes(visit: Visit, codes: readonly string[]): Response | Promise<Response> {
  const { security } = visit.words
  return visit.render({
    title: security.codesTitle,
    content: html`<div class="narrow stack"><h1>${security.codesTitle}</h1>${notice('wait', security.codesWhy)}
<ul class="plainlist">${codes.map((code) => html`<li class="num">${code}</li>`)}</ul>
<p><a class="btn btn--primary btn--block" href="/security">${security.goOn}</a></p></div>`,
  })
}
