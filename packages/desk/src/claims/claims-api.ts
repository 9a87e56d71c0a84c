import { z } from '@hono/zod-openapi'
import { type Api, endpoint, idSchema, instantSchema, textSchema } from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import { WORDS_MAX } from '../limits.ts'
import { finishTask } from '../tasks/finish-task.ts'
import { attemptAgain } from './attempt-again.ts'
import { abuseBySchema, abuseSchema, claimStateSchema } from './claims-schemas.ts'
import { hearObjection } from './hear-objection.ts'
import { judgeContest } from './judge-contest.ts'
import { makeLossGood } from './make-loss-good.ts'
import { nameRole } from './name-role.ts'
import { readAbuseBy } from './read-abuse-by.ts'
import { readAbuseFigures } from './read-abuse-figures.ts'
import { readClaimState } from './read-claim-state.ts'
import { renewHold } from './renew-hold.ts'
import { takeObjection } from './take-objection.ts'

const caseParams = z.object({ caseId: idSchema('case') })
const reason = textSchema(WORDS_MAX)
/** An account of one of this company's services, as the case shows it. */
const account = z.string().regex(/^[a-z_]+:[A-Za-z0-9_:-]{1,120}$/)

/** What everybody at the desk may do about a claim, and what takes a supervisor. */
const byAnybody = {
  method: 'post',
  tag: 'desk',
  auth: 'staff',
  staffRoles: ['agent', 'supervisor'],
  params: caseParams,
} as const
const bySupervisor = { ...byAnybody, staffRoles: ['supervisor'] } as const

/** What people do about a claim besides deciding it. */
export function addClaimEndpoints(api: Api, desk: DeskDeps): void {
  addReading(api)
  addAbuse(api)
  addAsking(api, desk)
  addObjections(api, desk)
  addFindings(api, desk)
  addTasks(api, desk)
}

function addReading(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/desk/v1/cases/{caseId}/claim',
      summary: 'Clocks, attempts, objections and alarms of a claim; the look is recorded',
      tag: 'desk',
      auth: 'staff',
      params: caseParams,
      response: claimStateSchema,
      refusals: ['desk/unknown_case'],
      discloses: ({ params }) => params.caseId,
    },
    (ctx, { params }) => readClaimState(ctx, params),
  )
}

function addAbuse(api: Api): void {
  const query = z.object({ from: instantSchema, to: instantSchema })
  const timesOf = (asked: { from: string; to: string }) => ({
    from: new Date(asked.from),
    to: new Date(asked.to),
  })
  endpoint(
    api,
    {
      method: 'get',
      path: '/desk/v1/abuse',
      summary: 'Claims that failed, holders held for nothing, hours held: figures only',
      tag: 'desk',
      auth: 'staff',
      query,
      response: abuseSchema,
      refusals: [],
    },
    (ctx, { query: asked }) => readAbuseFigures(ctx, timesOf(asked)),
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/desk/v1/abuse/by-claimant',
      summary: 'The same by member and by company, and alarms; the look is recorded',
      tag: 'desk',
      auth: 'staff',
      staffRoles: ['supervisor', 'auditor'],
      query,
      response: abuseBySchema,
      refusals: [],
      discloses: () => 'abuse',
    },
    (ctx, { query: asked }) => readAbuseBy(ctx, timesOf(asked)),
  )
}

function addAsking(api: Api, desk: DeskDeps): void {
  const shared = {
    ...byAnybody,
    idempotent: true,
    status: 201,
    body: z.object({ reason }),
    refusals: [
      'desk/unknown_case',
      'desk/not_ours_to_decide',
      'desk/case_closed',
      'desk/claim_refused',
    ],
  } as const
  endpoint(
    api,
    {
      ...shared,
      path: '/desk/v1/cases/{caseId}/renewals',
      summary: 'Makes an unconfirmed hold longer, with a reason',
      response: z.object({ holdUntil: instantSchema, renewals: z.number() }),
    },
    (ctx, { params, body, actor }) =>
      renewHold(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
  endpoint(
    api,
    {
      ...shared,
      path: '/desk/v1/cases/{caseId}/attempts',
      summary: 'Asks once more for what was let go or is gone, with a reason',
      response: z.object({ attempt: z.number(), asked: z.string() }),
    },
    (ctx, { params, body, actor }) =>
      attemptAgain(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
}

function addObjections(api: Api, desk: DeskDeps): void {
  endpoint(
    api,
    {
      ...byAnybody,
      path: '/desk/v1/cases/{caseId}/objections',
      summary: 'Takes the objection of a holder; the decision about his value stands still',
      body: z.object({ account, words: reason }),
      response: z.object({ appealIds: z.array(z.string()) }),
      refusals: ['desk/unknown_case', 'desk/claim_refused'],
    },
    (ctx, { params, body, actor }) =>
      takeObjection(ctx, { ...params, ...body, staffId: actor.staffId }),
  )
  endpoint(
    api,
    {
      ...bySupervisor,
      path: '/desk/v1/cases/{caseId}/objections/{appealId}/decision',
      summary: 'Decides about an objection: the holder keeps it, or the decision goes on',
      params: caseParams.extend({ appealId: idSchema('apl') }),
      body: z.object({ outcome: z.enum(['kept', 'dismissed']), reason }),
      response: z.object({ outcome: z.enum(['kept', 'dismissed']) }),
      refusals: ['desk/unknown_case', 'desk/already_decided', 'desk/claim_refused'],
    },
    (ctx, { params, body, actor }) =>
      hearObjection(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
}

function addTasks(api: Api, desk: DeskDeps): void {
  endpoint(
    api,
    {
      ...byAnybody,
      path: '/desk/v1/cases/{caseId}/tasks/{taskId}/done',
      summary: 'Somebody has done what the case asked for, and says what came out',
      params: caseParams.extend({ taskId: idSchema('task') }),
      body: z.object({ words: reason }),
      response: z.object({ taskId: z.string() }),
      refusals: ['desk/unknown_case', 'desk/unknown_task'],
    },
    (ctx, { params, body, actor }) =>
      finishTask(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
}

function addFindings(api: Api, desk: DeskDeps): void {
  endpoint(
    api,
    {
      ...bySupervisor,
      path: '/desk/v1/cases/{caseId}/roles',
      summary: 'Writes down what a holder has turned out to be',
      body: z.object({ account, role: z.enum(['thief', 'gift', 'seller']), reason }),
      response: z.object({ role: z.string() }),
      refusals: ['desk/unknown_case'],
    },
    (ctx, { params, body, actor }) => nameRole(ctx, { ...params, ...body, staffId: actor.staffId }),
  )
  endpoint(
    api,
    {
      ...bySupervisor,
      path: '/desk/v1/cases/{caseId}/made-good',
      summary: 'Makes good what sank here from the other balance of the thief',
      idempotent: true,
      body: z.object({ legId: idSchema('leg'), account, reason }),
      response: z.object({ madeGood: z.string() }),
      refusals: ['desk/unknown_case', 'desk/claim_refused'],
    },
    (ctx, { params, body, actor }) =>
      makeLossGood(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
  endpoint(
    api,
    {
      ...bySupervisor,
      path: '/desk/v1/cases/{caseId}/contests/{contestId}/decision',
      summary: 'Decides which of two claims about the same value has it',
      params: caseParams.extend({ contestId: idSchema('cts') }),
      body: z.object({ forCaseId: idSchema('case'), reason }),
      response: z.object({ forCaseId: z.string() }),
      refusals: ['desk/unknown_case', 'desk/already_decided', 'desk/claim_refused'],
    },
    (ctx, { params, body, actor }) =>
      judgeContest(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
}
