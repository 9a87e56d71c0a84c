import { pathTo } from '../call-service.ts'
import { anyAnswer } from '../contract.ts'
import type { PageRoutes } from '../page-routes.ts'
import { fieldOf, type Visit } from '../visit.ts'
import { caseIdOf, renderDeskCase } from './desk-case.ts'

type Form = ReadonlyMap<string, readonly string[]>

/** What a form of a claim asks of the service. */
interface Step {
  readonly path: string
  readonly body: Record<string, unknown>
}

/** One form each; the reason goes with every one of them. */
const STEPS: Readonly<Record<string, (form: Form, reason: string) => Step>> = {
  renew: (_, reason) => ({ path: 'renewals', body: { reason } }),
  again: (_, reason) => ({ path: 'attempts', body: { reason } }),
  undo: (_, reason) => ({
    path: 'decisions',
    body: { decision: 'undo', reason, evidenceRead: true },
  }),
  role: (form, reason) => ({
    path: 'roles',
    body: { account: fieldOf(form, 'account-role'), role: fieldOf(form, 'role'), reason },
  }),
  'made-good': (form, reason) => ({
    path: 'made-good',
    body: { legId: fieldOf(form, 'legId'), account: fieldOf(form, 'account-made-good'), reason },
  }),
}

/** What people do about a claim besides deciding it, and the tasks of a case. */
export function addDeskClaim(routes: PageRoutes): void {
  routes.act('/desk/cases/:caseId/claim/:step', (visit, form) => takeStep(visit, form))
  routes.act('/desk/cases/:caseId/task', async (visit, form) => {
    const taskId = fieldOf(form, 'taskId')
    const done = await visit.call({
      method: 'POST',
      path: pathTo`/desk/v1/cases/${caseIdOf(visit)}/tasks/${taskId}/done`,
      body: { words: fieldOf(form, `words-${taskId}`) },
      answer: anyAnswer,
    })
    return await renderDeskCase(visit, fieldOf(form, 'look'), done.ok ? 'done' : done.problem)
  })
}

async function takeStep(visit: Visit, form: Form): Promise<Response> {
  const name = visit.c.req.param('step') ?? ''
  const step = STEPS[name]?.(form, fieldOf(form, `reason-${name}`))
  if (!step) return visit.c.redirect(pathTo`/desk/cases/${caseIdOf(visit)}`, 303)
  const taken = await visit.call({
    method: 'POST',
    path: `${pathTo`/desk/v1/cases/${caseIdOf(visit)}/`}${step.path}`,
    idempotencyKey: fieldOf(form, 'key'),
    body: step.body,
    answer: anyAnswer,
  })
  return await renderDeskCase(visit, fieldOf(form, 'look'), taken.ok ? 'done' : taken.problem)
}
