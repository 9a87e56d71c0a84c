import { pathTo } from '../call-service.ts'
import {
  anyAnswer,
  claimAnswer,
  type DeskCase,
  type DeskClaim,
  deskCaseAnswer,
  type Problem,
} from '../contract.ts'
import { html } from '../html.ts'
import { type PageRoutes, renderMessage } from '../page-routes.ts'
import {
  type DeskLook,
  deskCaseContent,
  isLookReason,
  lookForm,
} from '../parts/desk-case-content.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { wordsOfProblem } from '../words-of-problem.ts'
import { renderStaffSignIn } from './staff-sign-in.ts'

/**
 * A case at the desk. Opening it asks for the reason first: the look is recorded before anything is
 * shown, and each step shows the case again under the same reason.
 */
export function addDeskCase(routes: PageRoutes): void {
  routes.show('/desk/cases/:caseId', (visit) =>
    visit.render({
      title: visit.words.desk.title,
      content: html`<div class="narrow stack">${lookForm(visit, caseIdOf(visit))}</div>`,
    }),
  )
  routes.act('/desk/cases/:caseId', (visit, form) => renderDeskCase(visit, fieldOf(form, 'look')))
  routes.act('/desk/cases/:caseId/decide', async (visit, form) => {
    const decided = await visit.call({
      method: 'POST',
      path: pathTo`/desk/v1/cases/${caseIdOf(visit)}/decisions`,
      idempotencyKey: fieldOf(form, 'key'),
      body: {
        decision: fieldOf(form, 'decision'),
        reason: fieldOf(form, 'reason'),
        evidenceRead: fieldOf(form, 'evidenceRead') === 'yes',
      },
      answer: anyAnswer,
    })
    return await renderDeskCase(visit, fieldOf(form, 'look'), decided.ok ? 'done' : decided.problem)
  })
  routes.act('/desk/cases/:caseId/second', async (visit, form) => {
    const step = fieldOf(form, 'answer') === 'approve' ? 'approval' : 'refusal'
    const answered = await visit.call({
      method: 'POST',
      path: `${pathTo`/desk/v1/decisions/${fieldOf(form, 'decisionId')}/`}${step}`,
      body: { reason: fieldOf(form, 'reason') },
      answer: anyAnswer,
    })
    return await renderDeskCase(
      visit,
      fieldOf(form, 'look'),
      answered.ok ? 'done' : answered.problem,
    )
  })
}

export function caseIdOf(visit: Visit): string {
  return visit.c.req.param('caseId') ?? ''
}

export async function renderDeskCase(
  visit: Visit,
  reason: string,
  outcome?: 'done' | Problem,
): Promise<Response> {
  const { desk, failure } = visit.words
  if (!isLookReason(reason)) return visit.c.redirect(pathTo`/desk/cases/${caseIdOf(visit)}`, 303)
  const read = await visit.call({
    method: 'GET',
    path: pathTo`/desk/v1/cases/${caseIdOf(visit)}`,
    reason,
    answer: deskCaseAnswer,
  })
  if (!read.ok && read.problem.status === 401) return await renderStaffSignIn(visit)
  if (!read.ok) {
    return await renderMessage(visit, {
      title: failure.notFound,
      why: failure.notFoundWhy,
      status: 404,
      link: { href: '/desk', label: desk.queue },
    })
  }
  const look: DeskLook = {
    reason,
    ...(outcome === undefined ? {} : { told: tell(visit, outcome) }),
  }
  return await visit.render({
    title: desk.lookTitle(read.value.caseNumber),
    ...(outcome !== undefined && outcome !== 'done' ? { status: 422 } : {}),
    content: deskCaseContent(
      visit,
      { of: read.value, claim: await claimOf(visit, read.value, reason) },
      look,
    ),
  })
}

/** The clocks of the companies that were asked: of a case of our own, and under the same reason. */
async function claimOf(visit: Visit, of: DeskCase, reason: string): Promise<DeskClaim | undefined> {
  if (of.askedBy !== null) return undefined
  const read = await visit.call({
    method: 'GET',
    path: pathTo`/desk/v1/cases/${of.caseId}/claim`,
    reason,
    answer: claimAnswer,
  })
  return read.ok ? read.value : undefined
}

function tell(visit: Visit, outcome: 'done' | Problem): NonNullable<DeskLook['told']> {
  const { desk } = visit.words
  if (outcome === 'done') return { ok: true, words: desk.done }
  const known: Readonly<Record<string, string>> = {
    'desk/same_person': desk.samePerson,
    'desk/already_decided': desk.alreadyDecided,
    'desk/decision_waiting': desk.waiting,
    'desk/evidence_missing': desk.evidenceMissing,
    'desk/not_ours_to_decide': desk.notOurs,
    'desk/nothing_to_decide': desk.nothing,
    'desk/case_closed': desk.nothing,
    'desk/nothing_returned': desk.nothing,
    'desk/unknown_task': desk.alreadyDecided,
    'desk/claim_refused': visit.words.claims.refusedOnce,
    'kernel/forbidden': desk.forbidden,
  }
  return { ok: false, words: known[outcome.type] ?? wordsOfProblem(outcome, visit.words) }
}
