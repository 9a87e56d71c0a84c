import { z } from '@hono/zod-openapi'
import type { Ctx, JobData, JobHandlers } from '@modosu/kernel'
import { findCaseIds } from '../store/case-files.ts'
import type { TaskKind } from '../store/tasks.ts'
import { openTask } from './open-task.ts'

const text = z.string()
const caseOf = z.object({ caseId: text })

/** What an event of another room says: which cases it concerns, and what the task is about. */
interface Heard {
  readonly kind: TaskKind
  /** As the company that opened the case calls it. */
  readonly originCaseIds: readonly string[]
  readonly subject: string
  readonly facts?: Record<string, unknown>
}

/** One job an event: what it makes somebody do. */
const HEARD: Readonly<Record<string, (data: JobData) => Heard | undefined>> = {
  'desk.hear_late_decision': (data) => {
    const { caseId, legId } = caseOf.extend({ legId: text }).parse(data)
    return { kind: 'late_decision', originCaseIds: [caseId], subject: legId }
  },
  'desk.hear_claims_met': (data) => {
    const { caseId, otherCaseId, contestId } = caseOf
      .extend({ otherCaseId: text, contestId: text })
      .parse(data)
    return { kind: 'claims_met', originCaseIds: [caseId, otherCaseId], subject: contestId }
  },
  'desk.hear_short_loss': (data) => {
    const { caseId, amount } = caseOf.extend({ amount: text }).parse(data)
    return { kind: 'loss_short', originCaseIds: [caseId], subject: 'loss', facts: { amount } }
  },
  'desk.hear_alarm': (data) => {
    const { caseId, alarmId } = z.object({ caseId: text.nullable(), alarmId: text }).parse(data)
    // One about no case stands on the supervisors' page.
    return caseId === null
      ? undefined
      : { kind: 'alarm', originCaseIds: [caseId], subject: alarmId }
  },
  'desk.hear_late_update': (data) => {
    const { caseId, neighbour } = caseOf.extend({ neighbour: text }).parse(data)
    return { kind: 'late_update', originCaseIds: [caseId], subject: neighbour }
  },
  'desk.hear_objection': (data) => {
    const { caseId, appealId } = caseOf.extend({ appealId: text }).parse(data)
    return { kind: 'objection', originCaseIds: [caseId], subject: appealId }
  },
  'desk.hear_silent_seller': (data) => {
    const { caseIds, orderId } = z.object({ caseIds: z.array(text), orderId: text }).parse(data)
    return { kind: 'silent_seller', originCaseIds: caseIds, subject: orderId }
  },
}

export const taskJobs: JobHandlers = Object.fromEntries(
  Object.entries(HEARD).map(([job, heardOf]) => [
    job,
    { inTransaction: (ctx: Ctx, data: JobData) => hear(ctx, heardOf(data)) },
  ]),
)

/** Which events of other rooms make somebody do something. */
export const taskListeners: Readonly<Record<string, readonly string[]>> = {
  'recall.decision_late': ['desk.hear_late_decision'],
  'recall.claims_met': ['desk.hear_claims_met'],
  'recall.loss_account_short': ['desk.hear_short_loss'],
  'recall.alarm_raised': ['desk.hear_alarm'],
  'recall.update_late': ['desk.hear_late_update'],
  'recall.holder_objected': ['desk.hear_objection'],
  'market.seller_silent': ['desk.hear_silent_seller'],
}

async function hear(ctx: Ctx, heard: Heard | undefined): Promise<void> {
  if (!heard) return
  const { originCaseIds, kind, subject } = heard
  const caseIds = await findCaseIds(ctx, originCaseIds)
  // The event that opens the case is a job of its own and may be the later one: then this is tried again.
  if (caseIds.length === 0 && originCaseIds.length > 0) {
    throw new Error(`no case ${originCaseIds.join(', ')} is known to the desk yet`)
  }
  for (const caseId of caseIds) {
    await openTask(ctx, { caseId, kind, subject, facts: heard.facts ?? {} })
  }
}
