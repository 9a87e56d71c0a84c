import { pathTo } from '../call-service.ts'
import { dropRecoveryToken, keepRecoveryToken, readRecoveryToken } from '../case-cookie.ts'
import {
  anyAnswer,
  giveBackAnswer,
  type Problem,
  proofAnswer,
  recoveryAnswer,
  reviewAnswer,
} from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import { notice } from '../parts/notice.ts'
import { proofForms } from '../parts/proof-forms.ts'
import { reviewForm } from '../parts/review-form.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { renderGivenBack } from './given-back.ts'

type Form = ReadonlyMap<string, readonly string[]>

/** Two proofs from before the takeover, then what was changed, then the account given back. */
export function addRecovery(routes: PageRoutes): void {
  routes.show('/recovery/:recoveryId', (visit) => renderProof(visit))
  routes.act('/recovery/:recoveryId', (visit, form) => prove(visit, form))
  routes.show('/recovery/:recoveryId/review', (visit) => renderReview(visit))
  routes.act('/recovery/:recoveryId/give-back', (visit, form) => giveBack(visit, form))
  routes.show('/recovery/:recoveryId/enter', (visit) => enter(visit))
  routes.act('/recovery/:recoveryId/lift', (visit) => lift(visit))
}

function idOf(visit: Visit): string {
  return visit.c.req.param('recoveryId') ?? ''
}

async function renderProof(visit: Visit, problem?: Problem): Promise<Response> {
  const read = await visit.call({
    method: 'GET',
    path: pathTo`/account/v1/recovery/${idOf(visit)}`,
    answer: recoveryAnswer,
  })
  if (!read.ok) return await renderOver(visit, read.problem)
  const { recovery } = visit.words
  const tries = problem?.triesLeft === undefined ? '' : recovery.triesLeft(problem.triesLeft)
  return await visit.render({
    title: recovery.proofTitle,
    ...(problem ? { status: 422 } : {}),
    content: html`<div class="narrow stack">
${problem ? notice('err', `${recovery.wrong}${tries}`) : nothing}
${proofForms(visit, { recoveryId: idOf(visit), shown: read.value })}</div>`,
  })
}

async function prove(visit: Visit, form: Form): Promise<Response> {
  const proved = await visit.call({
    method: 'POST',
    path: pathTo`/account/v1/recovery/${idOf(visit)}/proof`,
    body: proofIn(form),
    answer: proofAnswer,
  })
  if (!proved.ok) return await proofRefused(visit, proved.problem)
  keepRecoveryToken(visit.c, visit.site, proved.value.recoveryToken)
  return visit.c.redirect(pathTo`/recovery/${idOf(visit)}/review`, 303)
}

/** Both codes; or what a passkey answered, which the page's script put into the form, and one code. */
function proofIn(form: Form): Record<string, unknown> {
  const answered = fieldOf(form, 'passkey')
  if (answered === '') {
    return {
      mailedCode: typedCode(form, 'mailedCode'),
      recoveryCode: typedCode(form, 'recoveryCode'),
    }
  }
  const code = typedCode(form, 'code')
  const isSent = /^\d{6}$/.test(code)
  return {
    passkey: jsonOf(answered),
    ...(isSent ? { mailedCode: code } : { recoveryCode: code }),
  }
}

/** Whatever else comes back in the form is refused by the service. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Full-width digits are what a Japanese keyboard gives. */
function typedCode(form: Form, name: string): string {
  return fieldOf(form, name).normalize('NFKC').trim()
}

function proofRefused(visit: Visit, problem: Problem): Response | Promise<Response> {
  if (problem.type === 'account/proof_wrong' || problem.type === 'kernel/malformed') {
    return renderProof(visit, problem)
  }
  return renderOver(visit, problem)
}

/** The check is over: unknown, expired or out of tries. The stop stands; the case page begins anew. */
function renderOver(visit: Visit, problem: Problem): Response | Promise<Response> {
  const { recovery, caseFile, failure } = visit.words
  const link = { href: '/case', label: caseFile.openTitle }
  if (problem.type === 'account/already_given_back') {
    return renderMessage(visit, {
      title: recovery.givenBackTitle,
      why: recovery.givenBackWhy,
      status: 409,
      link: { href: '/sign-in', label: visit.words.home.signIn },
    })
  }
  switch (problem.status) {
    case 429:
      return renderMessage(visit, {
        title: recovery.lockedTitle,
        why: recovery.lockedWhy,
        status: 429,
        kind: 'held',
        link,
      })
    case 404:
      return renderMessage(visit, {
        title: recovery.unknownTitle,
        why: recovery.unknownWhy,
        status: 404,
        link,
      })
    case 401:
    case 403:
    case 410:
      return renderMessage(visit, {
        title: recovery.expiredTitle,
        why: recovery.expiredWhy,
        status: 410,
        link,
      })
    default:
      return renderMessage(visit, { title: failure.send, why: failure.sendWhy, status: 409, link })
  }
}

async function renderReview(visit: Visit, refusal?: Problem): Promise<Response> {
  const { recovery } = visit.words
  const asked = await visit.call({
    method: 'POST',
    path: pathTo`/account/v1/recovery/${idOf(visit)}/review`,
    body: { recoveryToken: readRecoveryToken(visit.c, visit.site) ?? '' },
    answer: reviewAnswer,
  })
  if (!asked.ok) return await expiredOr(visit, asked.problem)
  return await visit.render({
    title: recovery.reviewTitle,
    joint: true,
    ...(refusal ? { status: 422 } : {}),
    content: html`<div class="column stack">
${refusal ? notice('err', recovery.refused, wordsOfProblem(refusal, visit.words)) : nothing}
<h1>${recovery.reviewTitle}</h1><p class="lead">${recovery.reviewLead}</p>
${reviewForm(visit, { recoveryId: idOf(visit), review: asked.value })}
${liftForm(visit)}</div>`,
  })
}

/** For whoever pressed by mistake: nothing but the stop changes. */
function liftForm(visit: Visit): Html {
  const { contacts } = visit.words
  return html`<section class="card sec"><h2>${contacts.nothingHappened}</h2><p>${contacts.nothingHappenedWhy}</p>
<form method="post" action="${pathTo`/recovery/${idOf(visit)}/lift`}"><button class="btn">${contacts.lift}</button></form></section>`
}

async function lift(visit: Visit): Promise<Response> {
  const lifted = await visit.call({
    method: 'POST',
    path: pathTo`/account/v1/recovery/${idOf(visit)}/lift`,
    body: { recoveryToken: readRecoveryToken(visit.c, visit.site) ?? '' },
    answer: anyAnswer,
  })
  if (!lifted.ok) {
    return lifted.problem.type === 'account/takeover_shown'
      ? await renderReview(visit, lifted.problem)
      : await expiredOr(visit, lifted.problem)
  }
  dropRecoveryToken(visit.c, visit.site)
  return await renderMessage(visit, {
    title: visit.words.contacts.lifted,
    why: visit.words.contacts.lead,
    status: 200,
    link: { href: '/contacts', label: visit.words.contacts.title },
  })
}

/** The link from the desk: its secret goes into the cookie and out of the address. */
function enter(visit: Visit): Response {
  keepRecoveryToken(visit.c, visit.site, visit.c.req.query('t') ?? '')
  return visit.c.redirect(pathTo`/recovery/${idOf(visit)}/review`, 303)
}

/** Without its cookie a proof is as good as expired. */
function expiredOr(visit: Visit, problem: Problem): Response | Promise<Response> {
  const over = problem.type === 'kernel/malformed' ? { ...problem, status: 410 } : problem
  return renderOver(visit, over)
}

async function giveBack(visit: Visit, form: Form): Promise<Response> {
  const saidOf = (word: 'mine' | 'theirs') =>
    [...form].flatMap(([name, [choice]]) => {
      const id = /^(?:change|session|action)\.(.+)$/.exec(name)?.[1]
      return id !== undefined && choice === word ? [id] : []
    })
  const given = await visit.call({
    method: 'POST',
    path: pathTo`/account/v1/recovery/${idOf(visit)}/give-back`,
    body: {
      recoveryToken: readRecoveryToken(visit.c, visit.site) ?? '',
      kept: saidOf('mine'),
      disowned: saidOf('theirs'),
      newPassword: form.get('newPassword')?.[0] ?? '',
      ...optional(form, 'newLoginId'),
      ...optional(form, 'newEmail'),
    },
    answer: giveBackAnswer,
  })
  if (!given.ok) {
    return [401, 403, 404, 410].includes(given.problem.status) ||
      given.problem.type === 'account/already_given_back'
      ? await renderOver(visit, given.problem)
      : await renderReview(visit, given.problem)
  }
  dropRecoveryToken(visit.c, visit.site)
  return await renderGivenBack(visit, given.value)
}

function optional(form: Form, name: 'newLoginId' | 'newEmail'): Record<string, string> {
  const value = fieldOf(form, name)
  return value === '' ? {} : { [name]: value }
}
