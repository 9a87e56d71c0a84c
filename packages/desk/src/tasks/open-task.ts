import type { Ctx } from '@modosu/kernel'
import { hoursLater } from '../promises/make-promise.ts'
import { insertTask, type TaskKind } from '../store/tasks.ts'
import { insertTimeline } from '../store/timeline.ts'
import { TASK_KINDS } from './task-kinds.ts'

/** What a task is made of. */
export interface NewTask {
  readonly caseId: string
  readonly kind: TaskKind
  readonly subject: string
  readonly facts?: Record<string, unknown>
  /** Where something else sets the time; its kind's own hours otherwise, whichever is sooner. */
  readonly dueAt?: Date
}

/** Gives the desk something to do about a case, with its clock. The same again finds it open. */
export async function openTask(ctx: Ctx, task: NewTask): Promise<void> {
  const { caseId, kind, subject } = task
  const facts = task.facts ?? {}
  const own = hoursLater(ctx.now, TASK_KINDS[kind].hours)
  const dueAt = task.dueAt && task.dueAt < own ? task.dueAt : own
  const isNew = await insertTask(ctx, {
    taskId: ctx.newId('task'),
    caseId,
    kind,
    subject,
    facts,
    dueAt,
  })
  if (!isNew) return
  await insertTimeline(ctx, caseId, {
    kind: 'task_opened',
    by: 'machine',
    facts: { task: kind, subject, ...facts },
  })
}
