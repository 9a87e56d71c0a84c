import { pathTo } from '../call-service.ts'
import { type Problem, vouchAnswer } from '../contract.ts'
import { html, nothing } from '../html.ts'
import type { PageRoutes } from '../page-routes.ts'
import { field } from '../parts/field.ts'
import { notice } from '../parts/notice.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { renderStaffSignIn } from './staff-sign-in.ts'

const PATH = '/desk/cases/:caseId/owner'

/** Two people at the desk say that they saw the owner's papers, each for himself. */
export function addDeskOwner(routes: PageRoutes): void {
  routes.show(PATH, (visit) => renderVouch(visit))
  routes.act(PATH, async (visit, form) => {
    const typed = { email: fieldOf(form, 'email'), reason: fieldOf(form, 'reason') }
    const vouched = await visit.call({
      method: 'POST',
      path: pathTo`/account/v1/staff/cases/${idOf(visit)}/vouch`,
      body: { ...typed, papers: fieldOf(form, 'papers') },
      answer: vouchAnswer,
    })
    const { vouch } = visit.words.account
    if (vouched.ok) {
      const { state } = vouched.value
      return await renderVouch(visit, {
        kind: 'ok',
        words: state === 'verified' ? vouch.verified : vouch.waits,
      })
    }
    if (vouched.problem.status === 401) return await renderStaffSignIn(visit)
    return await renderVouch(visit, { kind: 'err', words: wordsOf(visit, vouched.problem) }, typed)
  })
}

function idOf(visit: Visit): string {
  return visit.c.req.param('caseId') ?? ''
}

function wordsOf(visit: Visit, problem: Problem): string {
  const { vouch } = visit.words.account
  const known: Readonly<Record<string, string>> = {
    'account/address_suspect': vouch.suspect,
    'account/already_given_back': vouch.over,
    'account/unknown_stop': vouch.unknown,
    'kernel/forbidden': vouch.forbidden,
  }
  return known[problem.type] ?? wordsOfProblem(problem, visit.words)
}

function renderVouch(
  visit: Visit,
  told?: { kind: 'ok' | 'err'; words: string },
  typed: { email: string; reason: string } = { email: '', reason: '' },
): Response | Promise<Response> {
  const { vouch } = visit.words.account
  return visit.render({
    title: vouch.title,
    ...(told?.kind === 'err' ? { status: 422 } : {}),
    content: html`<div class="narrow stack"><p><a class="back" href="${pathTo`/desk/cases/${idOf(visit)}`}">${vouch.back}</a></p>
${told ? notice(told.kind, told.words) : nothing}
<h1>${vouch.title}</h1><p>${vouch.lead}</p>
<form method="post" action="${pathTo`/desk/cases/${idOf(visit)}/owner`}">
${field({ name: 'email', label: vouch.email, type: 'email', autocomplete: 'off', value: typed.email, required: true })}
<fieldset class="gap-s"><legend class="label">${vouch.papers}</legend>${Object.entries(
      vouch.kinds,
    ).map(
      ([kind, words], index) =>
        html`<label class="choice"><input type="radio" name="papers" value="${kind}"${index === 0 ? html` checked` : nothing}><span>${words}</span></label>`,
    )}</fieldset>
${field({ name: 'reason', label: vouch.reason, autocomplete: 'off', value: typed.reason, required: true })}
<p class="gap"><button class="btn btn--primary btn--block">${vouch.submit}</button></p></form></div>`,
  })
}
