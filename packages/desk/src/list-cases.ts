import { type Ctx, ok, type Result } from '@modosu/kernel'
import { factsOf } from './case-facts.ts'
import type { QueueLine } from './case-schemas.ts'
import { caseStateOf } from './case-state.ts'
import { CASES_PAGE_MAX } from './limits.ts'
import { type QueuedCase, type QueuePlace, selectQueue } from './store/case-files.ts'
import type { TaskKind } from './store/tasks.ts'
import { TASK_KINDS } from './tasks/task-kinds.ts'

/**
 * The queue, what is due first, promise or task: numbers, amounts and times, no names. Pages of at most 50 lines;
 * `next` opens the following page.
 */
export async function listCases(
  ctx: Ctx,
  input: { state: 'open' | 'closed' | 'all'; caseNumber: string | null; cursor: string | null },
): Promise<Result<{ cases: QueueLine[]; next: string | null }, never>> {
  const rows = await selectQueue(ctx, {
    state: input.state,
    caseNumber: input.caseNumber,
    ownerId: null,
    after: input.cursor === null ? null : placeOf(input.cursor),
    limit: CASES_PAGE_MAX + 1,
  })
  const shown = rows.slice(0, CASES_PAGE_MAX)
  const last = shown.at(-1)
  const next = rows.length > CASES_PAGE_MAX && last ? cursorOf(last) : null
  return ok({ cases: shown.map((row) => lineOf(ctx, row)), next })
}

/** What a cursor looks like: the due time of the last line (or `infinity`) and its case. */
export const CURSOR_PATTERN =
  /^(infinity|[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)~case_[0-9a-z]{24}$/

/** A cursor has a time that there is: no 30th of February. */
export function isCursor(text: string): boolean {
  const { dueAt } = placeOf(text)
  const time = new Date(dueAt)
  return dueAt === 'infinity' || (!Number.isNaN(time.getTime()) && time.toISOString() === dueAt)
}

function cursorOf(row: QueuedCase): string {
  const due = [row.promiseDueAt, row.taskDueAt].filter((at) => at !== null)
  const first = due.sort((a, b) => a.getTime() - b.getTime())[0]
  return `${first?.toISOString() ?? 'infinity'}~${row.caseId}`
}

function placeOf(cursor: string): QueuePlace {
  const [dueAt = 'infinity', caseId = ''] = cursor.split('~')
  return { dueAt, caseId }
}

function lineOf(ctx: Ctx, row: QueuedCase): QueueLine {
  const { state, turn } = caseStateOf(factsOf(row, row.waiting))
  return {
    caseId: row.caseId,
    caseNumber: row.caseNumber,
    askedBy: row.askedBy,
    state,
    turn,
    openedAt: row.openedAt.toISOString(),
    stolen: String(row.stolen),
    held: String(row.held),
    onward: String(row.onward),
    gone: String(row.gone),
    returned: String(row.returned),
    released: String(row.released),
    unshipped: row.unshipped,
    nextPromise:
      row.promiseKind && row.promiseDueAt
        ? {
            kind: row.promiseKind,
            dueAt: row.promiseDueAt.toISOString(),
            late: (row.promiseRound ?? 0) > 0 || row.promiseDueAt < ctx.now,
          }
        : null,
    tasks: row.tasks,
    nextTask:
      row.taskKind && row.taskDueAt
        ? {
            kind: row.taskKind,
            words: TASK_KINDS[row.taskKind as TaskKind].desk,
            dueAt: row.taskDueAt.toISOString(),
            late: row.taskDueAt < ctx.now,
          }
        : null,
  }
}
