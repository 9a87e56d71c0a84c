import { type Problem, secondFactorAnswer } from '../contract.ts'
import { html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { passkeyScript, signInByPasskey } from '../parts/passkey-form.ts'
import { safeNext } from '../safe-next.ts'
import { fieldOf, type Visit } from '../visit.ts'

interface HalfSignIn {
  readonly halfSignIn: string
  readonly methods: readonly string[]
  /** Where a code for it went, of an account that has no factor of its own. */
  readonly sentTo?: string
  readonly next: string
  readonly problem?: Problem
}

/** The second half of a sign-in: a passkey, a code of the app, or a saved code. */
export function addSecondFactor(routes: PageRoutes): void {
  routes.act('/sign-in/second-factor', async (visit, form) => {
    const halfSignIn = fieldOf(form, 'halfSignIn')
    const next = safeNext(fieldOf(form, 'next'))
    const methods = form.get('method') ?? []
    const sentTo = fieldOf(form, 'sentTo')
    const finished = await visit.call({
      method: 'POST',
      path: '/account/v1/sign-in/second-factor',
      body: { halfSignIn, ...codeIn(fieldOf(form, 'code'), methods) },
      answer: secondFactorAnswer,
    })
    if (!finished.ok) {
      return await renderSecondFactor(visit, {
        halfSignIn,
        methods,
        ...(sentTo === '' ? {} : { sentTo }),
        next,
        problem: finished.problem,
      })
    }
    const { recoveryCode } = finished.value
    if (recoveryCode === undefined) return visit.c.redirect(next, 303)
    return await renderNewCode(visit, { recoveryCode, next })
  })
}

/** Six digits are the app's, or were sent; whatever else somebody types is a saved code. */
export function codeIn(
  typed: string,
  methods: readonly string[] = [],
): { totpCode: string } | { sentCode: string } | { recoveryCode: string } {
  const bare = typed.normalize('NFKC').replaceAll(' ', '')
  if (!/^\d{6}$/.test(bare)) return { recoveryCode: typed }
  return methods.includes('sent_code') ? { sentCode: bare } : { totpCode: bare }
}

export function renderSecondFactor(visit: Visit, half: HalfSignIn): Response | Promise<Response> {
  const { security } = visit.words
  const { problem } = half
  const isOver = problem?.type === 'account/sign_in_over'
  return visit.render({
    title: security.secondTitle,
    ...(problem ? { status: 422 } : {}),
    content: html`<div class="narrow stack">${problem ? notice('err', wordsOf(visit, problem)) : nothing}
<h1>${security.secondTitle}</h1><p>${leadOf(visit, half)}</p>
${half.methods.includes('passkey') ? signInByPasskey(visit, half.next) : nothing}
${
  isOver
    ? html`<p><a class="btn btn--block" href="/sign-in">${visit.words.home.signIn}</a></p>`
    : html`<form method="post" action="/sign-in/second-factor">
${hidden('halfSignIn', half.halfSignIn)}${hidden('next', half.next)}
${half.methods.map((method) => hidden('method', method))}${half.sentTo === undefined ? nothing : hidden('sentTo', half.sentTo)}
${field({ name: 'code', label: labelOf(visit, half), hint: security.codeHint, autocomplete: 'one-time-code', required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${security.secondSubmit}</button></p></form>`
}
<p class="small"><a href="/stop">${visit.words.home.stop}</a></p></div>${passkeyScript}`,
  })
}

/** An account with a factor of its own is asked always; another one because the sign-in is unusual. */
function hasOwnFactor({ methods }: HalfSignIn): boolean {
  return methods.includes('passkey') || methods.includes('totp')
}

function leadOf(visit: Visit, half: HalfSignIn): string {
  const { second } = visit.words.account
  if (hasOwnFactor(half)) return visit.words.security.secondLead
  return half.sentTo === undefined ? second.leadSaved : second.lead(half.sentTo)
}

function labelOf(visit: Visit, half: HalfSignIn): string {
  const { second } = visit.words.account
  if (hasOwnFactor(half)) return visit.words.security.code
  return half.sentTo === undefined ? second.codeSaved : second.code
}

function wordsOf(visit: Visit, problem: Problem): string {
  const { security, signIn, failure } = visit.words
  if (problem.type === 'account/sign_in_over') return security.over
  if (problem.type === 'account/stopped') return signIn.stopped
  if (problem.status === 429) return failure.slow
  return security.codeWrong(problem.triesLeft ?? 0)
}

function renderNewCode(
  visit: Visit,
  made: { recoveryCode: string; next: string },
): Response | Promise<Response> {
  const { security } = visit.words
  return visit.render({
    title: security.newCode,
    content: html`<div class="narrow stack"><h1>${security.newCode}</h1>
<p class="caseno">${made.recoveryCode}</p>${notice('wait', security.newCodeWhy)}
<p><a class="btn btn--primary btn--block" href="${made.next}">${security.goOn}</a></p></div>`,
  })
}
