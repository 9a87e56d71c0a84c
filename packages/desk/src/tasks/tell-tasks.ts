import type { Ctx } from '@modosu/kernel'
import { instantJson } from '../case-json.ts'
import type { CaseView } from '../case-schemas.ts'
import { TASKS_MAX } from '../limits.ts'
import { selectStaffNames } from '../store/staff.ts'
import { selectTasks } from '../store/tasks.ts'
import { TASK_KINDS } from './task-kinds.ts'

/** What the desk has to do about a case, and what it has done. */
export async function deskTasks(ctx: Ctx, caseId: string): Promise<CaseView['tasks']> {
  const tasks = await selectTasks(ctx, caseId, TASKS_MAX)
  const people = tasks.flatMap(({ doneBy }) => (doneBy === null ? [] : [doneBy]))
  const names = await selectStaffNames(ctx, [...new Set(people)])
  return tasks.map((task) => ({
    taskId: task.taskId,
    kind: task.kind,
    turn: TASK_KINDS[task.kind].turn,
    words: TASK_KINDS[task.kind].desk,
    subject: task.subject,
    facts: task.facts,
    openedAt: task.openedAt.toISOString(),
    dueAt: task.dueAt.toISOString(),
    late: task.doneAt === null && task.dueAt < ctx.now,
    doneAt: instantJson(task.doneAt),
    doneBy: task.doneBy && (names.get(task.doneBy) ?? task.doneBy),
    doneWords: task.doneWords,
  }))
}

/** What of it the account holder is told: who has to do what until when, and never about whom. */
export async function ownerNeeds(
  ctx: Ctx,
  caseId: string,
): Promise<Pick<CaseView['tasks'][number], 'kind' | 'turn' | 'words' | 'dueAt'>[]> {
  const tasks = await selectTasks(ctx, caseId, TASKS_MAX)
  return tasks.flatMap(({ kind, dueAt, doneAt }) => {
    const { owner: words, turn } = TASK_KINDS[kind]
    return doneAt === null && words ? [{ kind, turn, words, dueAt: dueAt.toISOString() }] : []
  })
}
