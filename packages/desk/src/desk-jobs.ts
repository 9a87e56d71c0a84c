import { z } from '@hono/zod-openapi'
import type { JobHandlers } from '@modosu/kernel'
import { advanceCase } from './advance-case.ts'
import { followOwner } from './answers/follow-owner.ts'
import type { DeskDeps } from './desk-deps.ts'
import { openCase } from './open-case.ts'
import { closePartnerCase } from './partner/close-partner-case.ts'
import { openPartnerCase } from './partner/open-partner-case.ts'
import { checkPromise } from './promises/check-promise.ts'
import { taskJobs, taskListeners } from './tasks/hear-events.ts'

const stoppedSchema = z.object({
  memberId: z.string(),
  caseId: z.string(),
  caseNumber: z.string(),
  evidence: z.enum(['press', 'machine']),
  sessionIds: z.array(z.string()),
  reasons: z.array(z.string()).default([]),
  via: z.string().default('stop'),
})

const legOpenedSchema = z.object({
  caseId: z.string(),
  caseNumber: z.string(),
  legId: z.string(),
  amount: z.string(),
  assigner: z.string(),
})

const givenBackSchema = z.object({
  caseId: z.string(),
  sessionIds: z.array(z.string()),
  ownSessionIds: z.array(z.string()),
  falseAlarm: z.boolean(),
})

const caseSchema = z.object({ caseId: z.string() })
const legSchema = z.object({ legId: z.string() })
const promiseSchema = z.object({ promiseId: z.string() })

/** What the desk does when something has happened elsewhere, or a promised time has come. */
export function deskJobs(desk: DeskDeps): JobHandlers {
  return {
    ...taskJobs,
    'desk.open_case': {
      inTransaction: (ctx, data) => openCase(ctx, desk, stoppedSchema.parse(data)),
    },
    'desk.follow_owner': {
      inTransaction: (ctx, data) => followOwner(ctx, desk, givenBackSchema.parse(data)),
    },
    'desk.advance': {
      inTransaction: (ctx, data) => advanceCase(ctx, desk, caseSchema.parse(data)),
    },
    'desk.open_partner_case': {
      inTransaction: (ctx, data) => openPartnerCase(ctx, legOpenedSchema.parse(data)),
    },
    'desk.close_partner_case': {
      inTransaction: (ctx, data) => closePartnerCase(ctx, legSchema.parse(data)),
    },
    'desk.check_promise': {
      inTransaction: (ctx, data) => checkPromise(ctx, desk, promiseSchema.parse(data)),
    },
  }
}

/** Which events of other rooms start which of these jobs. */
export const deskListeners: Readonly<Record<string, readonly string[]>> = {
  ...taskListeners,
  'account.stopped': ['desk.open_case'],
  'account.verified': ['desk.advance'],
  'account.given_back': ['desk.follow_owner'],
  'recall.claim_changed': ['desk.advance'],
  'recall.claim_settled': ['desk.advance'],
  'recall.leg_opened': ['desk.open_partner_case'],
  'recall.leg_settled': ['desk.close_partner_case'],
}
