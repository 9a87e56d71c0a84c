import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { coverClaim } from '@modosu/recall'
import { advanceCase } from '../advance-case.ts'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { lockCaseFile } from '../store/case-files.ts'
import { finishTask as writeDone } from '../store/tasks.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * A member of staff has done what a case asked for, and says what came out of it.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/unknown_task` (of no such case, or done already).
 */
export async function finishTask(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string; taskId: string; words: string; staffId: string },
): Promise<Result<{ taskId: string }, DeskRefusal>> {
  const { caseId, taskId, words, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const done = await writeDone(ctx, { caseId, taskId, staffId, words })
  if (!done) return refuse({ code: 'desk/unknown_task' })
  // Whoever filled the account has done his part: the owner is paid what was missing.
  if (done.kind === 'loss_short') await coverClaim(ctx, desk.recall, { caseId, all: false })
  const facts = { task: done.kind, subject: done.subject, words }
  await insertTimeline(ctx, caseId, { kind: 'task_done', by: 'desk', staffId, facts })
  // It may have been the last thing that kept the case open.
  await advanceCase(ctx, desk, { caseId })
  return ok({ taskId })
}
