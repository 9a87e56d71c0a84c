import type { Ctx } from '@modosu/kernel'

/** What somebody has to do about a case besides deciding it. */
export type TaskKind =
  | 'late_decision'
  | 'claims_met'
  | 'loss_short'
  | 'alarm'
  | 'late_update'
  | 'objection'
  | 'silent_seller'
  | 'own_returned'
  | 'more_after_end'

export interface Task {
  readonly taskId: string
  readonly caseId: string
  readonly kind: TaskKind
  /** The leg, contest, appeal, order, alarm or neighbour that it is about. */
  readonly subject: string
  readonly facts: Record<string, unknown>
  readonly openedAt: Date
  readonly dueAt: Date
  readonly doneAt: Date | null
  readonly doneBy: string | null
  readonly doneWords: string | null
}

const COLUMNS = `task_id as "taskId", case_id as "caseId", kind, subject, facts,
  opened_at as "openedAt", due_at as "dueAt", done_at as "doneAt", done_by as "doneBy",
  done_words as "doneWords"`

type Row = Task & Record<string, unknown>

/** Writes a task; false when the same one is open already. */
export async function insertTask(
  ctx: Ctx,
  task: Pick<Task, 'taskId' | 'caseId' | 'kind' | 'subject' | 'facts' | 'dueAt'>,
): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `insert into desk.task (task_id, case_id, kind, subject, facts, opened_at, due_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (case_id, kind, subject) where done_at is null do nothing`,
    [
      task.taskId,
      task.caseId,
      task.kind,
      task.subject,
      JSON.stringify(task.facts),
      ctx.now,
      task.dueAt,
    ],
  )
  return rowCount === 1
}

/** The tasks of a case, open ones first, the most urgent before the others. */
export async function selectTasks(ctx: Ctx, caseId: string, limit: number): Promise<Task[]> {
  const { rows } = await ctx.tx.query<Row>(
    `select ${COLUMNS} from desk.task where case_id = $1
     order by done_at is not null, due_at, task_id limit $2`,
    [caseId, limit],
  )
  return rows
}

/** Whether something of these kinds is still to do. */
export async function isAnyOpen(
  ctx: Ctx,
  caseId: string,
  kinds: readonly TaskKind[],
): Promise<boolean> {
  const { rows } = await ctx.tx.query<{ open: boolean }>(
    `select exists (select from desk.task
       where case_id = $1 and kind = any($2) and done_at is null) as open`,
    [caseId, kinds],
  )
  return rows[0]?.open ?? false
}

/** A member of staff has done it; nothing when it was done before, or is of no such case. */
export async function finishTask(
  ctx: Ctx,
  done: { caseId: string; taskId: string; staffId: string; words: string },
): Promise<Task | undefined> {
  const { rows } = await ctx.tx.query<Row>(
    `update desk.task set done_at = $3, done_by = $4, done_words = $5
     where task_id = $1 and case_id = $2 and done_at is null
     returning ${COLUMNS}`,
    [done.taskId, done.caseId, ctx.now, done.staffId, done.words],
  )
  return rows[0]
}

/** It has come right by itself: one kind about one thing, or about anything. */
export async function endTasks(
  ctx: Ctx,
  of: { caseId: string; kind: TaskKind; subject?: string },
): Promise<void> {
  await ctx.tx.query(
    `update desk.task set done_at = $4
     where case_id = $1 and kind = $2 and ($3::text is null or subject = $3) and done_at is null`,
    [of.caseId, of.kind, of.subject ?? null, ctx.now],
  )
}

/** What every case waited for that it concerns has come right. */
export async function endTasksAbout(ctx: Ctx, kind: TaskKind, subject: string): Promise<void> {
  await ctx.tx.query(
    'update desk.task set done_at = $3 where kind = $1 and subject = $2 and done_at is null',
    [kind, subject, ctx.now],
  )
}

/** The case is closed: nothing of it is left to do. */
export async function endAllTasks(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query('update desk.task set done_at = $2 where case_id = $1 and done_at is null', [
    caseId,
    ctx.now,
  ])
}
