import { z } from '@hono/zod-openapi'
import { type Api, endpoint, idSchema, textSchema } from '@modosu/kernel'
import { casePageSchema, caseSchema, queueSchema } from './case-schemas.ts'
import { approveDecision } from './decisions/approve-decision.ts'
import { proposeDecision } from './decisions/propose-decision.ts'
import { refuseDecision } from './decisions/refuse-decision.ts'
import type { DeskDeps } from './desk-deps.ts'
import { WORDS_MAX } from './limits.ts'
import { CURSOR_PATTERN, isCursor, listCases } from './list-cases.ts'
import { readCase } from './read-case.ts'
import { readCasePage } from './read-case-page.ts'
import { writeNote } from './write-note.ts'

const TAG = 'desk'
const CASE_TOKEN_MAX = 200
const CASE_NUMBER = /^\d{3}-\d{3}-\d{3}$/

const caseParams = z.object({ caseId: idSchema('case') })
const decisionParams = z.object({ decisionId: idSchema('dec') })
const secondBody = z.object({ reason: textSchema(WORDS_MAX) })

/** Cases and decisions, for the desk and for the holder of a case link. */
export function addCaseEndpoints(api: Api, desk: DeskDeps): void {
  addCasePage(api, desk)
  addQueue(api)
  addCase(api, desk)
  addNotes(api, desk)
  addProposal(api, desk)
  addSecondPerson(api, desk)
}

/** A POST although it only reads: the secret of the link must not stand in a URL or a log. */
function addCasePage(api: Api, desk: DeskDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/desk/v1/case-page',
      summary: 'How a case stands, for whoever holds its link',
      tag: TAG,
      auth: 'none',
      body: z.object({ caseToken: z.string().min(1).max(CASE_TOKEN_MAX) }),
      response: casePageSchema,
      refusals: ['desk/unknown_case_link'],
    },
    (ctx, { body }) => readCasePage(ctx, desk, body),
  )
}

function addQueue(api: Api): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/desk/v1/cases',
      summary: 'The queue, nearest promise first',
      tag: TAG,
      auth: 'staff',
      query: z.object({
        state: z.enum(['open', 'closed', 'all']).optional(),
        caseNumber: z.string().regex(CASE_NUMBER, 'must look like 123-456-789').optional(),
        cursor: z
          .string()
          .regex(CURSOR_PATTERN, 'must be a cursor of this queue')
          .refine(isCursor, 'must be a cursor of this queue')
          .optional(),
      }),
      response: queueSchema,
      refusals: [],
    },
    (ctx, { query }) =>
      listCases(ctx, {
        // Whoever has a number looks for that case, closed or not.
        state: query.state ?? (query.caseNumber ? 'all' : 'open'),
        caseNumber: query.caseNumber ?? null,
        cursor: query.cursor ?? null,
      }),
  )
}

function addCase(api: Api, desk: DeskDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/desk/v1/cases/{caseId}',
      summary: 'One case; the look is recorded with its reason',
      tag: TAG,
      auth: 'staff',
      params: caseParams,
      response: caseSchema,
      refusals: ['desk/unknown_case'],
      discloses: ({ params }) => params.caseId,
    },
    (ctx, { params }) => readCase(ctx, desk, params),
  )
}

function addNotes(api: Api, desk: DeskDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/desk/v1/cases/{caseId}/notes',
      summary: 'A note for the desk, or a word to the owner',
      tag: TAG,
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      idempotent: true,
      status: 201,
      params: caseParams,
      body: z.object({
        words: textSchema(WORDS_MAX),
        audience: z.enum(['desk', 'owner']).default('desk'),
      }),
      response: z.object({ audience: z.enum(['desk', 'owner']) }),
      refusals: ['desk/unknown_case', 'desk/not_ours_to_decide', 'desk/case_closed'],
    },
    (ctx, { params, body, actor }) =>
      writeNote(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
}

function addProposal(api: Api, desk: DeskDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/desk/v1/cases/{caseId}/decisions',
      summary: 'Decides about a claim, or proposes it above the limit for one person',
      tag: TAG,
      auth: 'staff',
      staffRoles: ['agent', 'supervisor'],
      idempotent: true,
      status: 201,
      params: caseParams,
      body: z.object({
        decision: z.enum(['return', 'withdraw', 'undo']),
        reason: textSchema(WORDS_MAX),
        evidenceRead: z.literal(true, 'read the evidence and the counter-evidence first'),
      }),
      response: z.object({
        decisionId: z.string(),
        state: z.enum(['effective', 'awaiting_second']),
      }),
      refusals: [
        'desk/unknown_case',
        'desk/not_ours_to_decide',
        'desk/case_closed',
        'desk/already_returned',
        'desk/nothing_returned',
        'desk/already_decided',
        'desk/nothing_to_decide',
        'desk/evidence_missing',
        'desk/decision_waiting',
        'desk/claim_refused',
      ],
    },
    (ctx, { params, body, actor }) =>
      proposeDecision(ctx, desk, {
        caseId: params.caseId,
        kind: body.decision,
        reason: body.reason,
        staffId: actor.staffId,
      }),
  )
}

function addSecondPerson(api: Api, desk: DeskDeps): void {
  const shared = {
    method: 'post',
    tag: TAG,
    auth: 'staff',
    staffRoles: ['supervisor'],
    params: decisionParams,
    body: secondBody,
  } as const
  const refusals = ['desk/unknown_decision', 'desk/already_decided', 'desk/same_person']
  endpoint(
    api,
    {
      ...shared,
      path: '/desk/v1/decisions/{decisionId}/approval',
      summary: 'The second person agrees, and the decision is carried out',
      response: z.object({ decisionId: z.string(), state: z.enum(['effective']) }),
      refusals: [
        ...refusals,
        'desk/case_closed',
        'desk/already_returned',
        'desk/nothing_returned',
        'desk/nothing_to_decide',
        'desk/evidence_missing',
        'desk/claim_refused',
      ],
    },
    (ctx, { params, body, actor }) =>
      approveDecision(ctx, desk, { ...params, ...body, staffId: actor.staffId }),
  )
  endpoint(
    api,
    {
      ...shared,
      path: '/desk/v1/decisions/{decisionId}/refusal',
      summary: 'The second person sends a proposal back',
      response: z.object({ decisionId: z.string(), state: z.enum(['refused']) }),
      refusals,
    },
    (ctx, { params, body, actor }) =>
      refuseDecision(ctx, { ...params, ...body, staffId: actor.staffId }),
  )
}
