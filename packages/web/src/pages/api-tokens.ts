import { pathTo } from '../call-service.ts'
import {
  type ApiToken,
  anyAnswer,
  apiTokenMade,
  apiTokensAnswer,
  type Problem,
} from '../contract.ts'
import { type Html, html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field, hidden } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { writeTime } from '../write-time.ts'
import { renderProof } from './proof.ts'
import { toSignIn } from './sign-in.ts'

type Form = ReadonlyMap<string, readonly string[]>

const PAGE = '/security/keys'
const DAYS_DEFAULT = '90'

/** Keys by which programs ask in the member's name: made, seen at work, taken out. */
export function addApiTokens(routes: PageRoutes): void {
  routes.show(PAGE, (visit) => renderKeys(visit))
  routes.act(PAGE, (visit, form) => make(visit, form))
  routes.act(`${PAGE}/revoke`, async (visit, form) => {
    const revoked = await visit.call({
      method: 'DELETE',
      path: pathTo`/account/v1/api-tokens/${fieldOf(form, 'apiTokenId')}`,
      answer: anyAnswer,
    })
    if (revoked.ok) return visit.c.redirect(PAGE, 303)
    return await renderKeys(visit, wordsOfProblem(revoked.problem, visit.words))
  })
}

async function make(visit: Visit, form: Form): Promise<Response> {
  const made = await visit.call({
    method: 'POST',
    path: '/account/v1/api-tokens',
    body: {
      password: form.get('password')?.[0] ?? '',
      name: fieldOf(form, 'name'),
      scopes: form.get('scope') ?? [],
      days: Number(fieldOf(form, 'days').normalize('NFKC')) || 0,
    },
    answer: apiTokenMade,
  })
  if (!made.ok) return await sayNo(visit, made.problem)
  const { keys } = visit.words.account
  return await visit.render({
    title: keys.made,
    content: html`<div class="narrow stack"><h1>${keys.made}</h1>
<p class="caseno">${made.value.token}</p>${notice('wait', keys.madeWhy)}
<p><a class="btn btn--primary btn--block" href="${PAGE}">${visit.words.security.goOn}</a></p></div>`,
  })
}

async function sayNo(visit: Visit, problem: Problem): Promise<Response> {
  const { keys } = visit.words.account
  switch (problem.type) {
    case 'kernel/step_up_needed':
      return await renderProof(visit)
    case 'kernel/not_signed_in':
      return toSignIn(visit, PAGE)
    case 'account/api_tokens_full':
      return await renderKeys(visit, keys.full)
    case 'account/enrolment_waits':
      return await renderKeys(visit, keys.waits)
    case 'account/password_wrong':
      return await renderKeys(visit, visit.words.security.passwordWrong)
    case 'kernel/malformed':
      return await renderKeys(visit, keys.fields)
    default:
      return await renderKeys(visit, wordsOfProblem(problem, visit.words))
  }
}

async function renderKeys(visit: Visit, failed?: string): Promise<Response> {
  const read = await visit.call({
    method: 'GET',
    path: '/account/v1/api-tokens',
    answer: apiTokensAnswer,
  })
  if (!read.ok) return toSignIn(visit, PAGE)
  const { keys } = visit.words.account
  const { apiTokens } = read.value
  return await visit.render({
    title: keys.title,
    ...(failed === undefined ? {} : { status: 422 }),
    content: html`<div class="column stack">${failed === undefined ? nothing : notice('err', failed)}
<p><a class="back" href="/security">${visit.words.security.title}</a></p>
<h1>${keys.title}</h1><p>${keys.lead}</p>
<section class="card">${
      apiTokens.length === 0
        ? html`<p class="mute">${keys.none}</p>`
        : html`<ul class="plainlist">${apiTokens.map((one) => line(visit, one))}</ul>`
    }</section>
${makeForm(visit, read.value.scopes)}</div>`,
  })
}

function line(visit: Visit, one: ApiToken): Html {
  const { keys } = visit.words.account
  const at = (time: string) => writeTime(time, visit.language)
  const used =
    one.lastUsedAt === null ? keys.neverUsed : keys.used(at(one.lastUsedAt), one.lastNetwork ?? '')
  return html`<li><b>${one.name}</b> <span class="small mute">${one.scopes.join(' ')}</span>
<p class="small mute">${visit.words.security.added(at(one.madeAt))} · ${keys.ends(at(one.expiresAt))} · ${used}</p>
<form method="post" action="${PAGE}/revoke">${hidden('apiTokenId', one.apiTokenId)}<button class="btn btn--small">${keys.revoke}</button></form></li>`
}

type OfferedScope = (typeof apiTokensAnswer)['_output']['scopes'][number]

/** Only what the services of this company can do is offered. */
function makeForm(visit: Visit, scopes: readonly OfferedScope[]): Html {
  const { keys } = visit.words.account
  const { services } = visit.site
  const offered = scopes.filter(({ scope }) => services.some((one) => scope.startsWith(`${one}:`)))
  return html`<section class="card"><h2>${keys.make}</h2><form method="post" action="${PAGE}">
${field({ name: 'name', label: keys.name, autocomplete: 'off', required: true })}
<fieldset class="gap-s"><legend class="label">${keys.scopes}</legend>${offered.map(
    ({ scope, words }) =>
      html`<label class="check"><input type="checkbox" name="scope" value="${scope}"><span>${words[visit.language]}</span></label>`,
  )}</fieldset>
${field({ name: 'days', label: keys.days, autocomplete: 'off', value: DAYS_DEFAULT, required: true })}
${field({ name: 'password', label: visit.words.security.currentPassword, type: 'password', autocomplete: 'current-password', required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${keys.submit}</button></p></form></section>`
}
