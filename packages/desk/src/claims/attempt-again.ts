import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { askAgain } from '@modosu/recall'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { insertTimeline } from '../store/timeline.ts'
import { lockOwnCase } from './lock-own-case.ts'

/**
 * A person asks once more for what was let go or is gone, and says what has changed: a hold had run
 * out, a holder turned out to be in it, another claim was given up.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/not_ours_to_decide`, `desk/case_closed`,
 * `desk/claim_refused`. Safe to repeat under its idempotency key.
 */
export async function attemptAgain(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string; reason: string; staffId: string },
): Promise<Result<{ attempt: number; asked: string }, DeskRefusal>> {
  const { caseId, reason, staffId } = input
  const file = await lockOwnCase(ctx, caseId)
  if (!file.ok) return file
  const asked = await askAgain(ctx, desk.recall, { caseId })
  if (!asked.ok) return refuse({ code: 'desk/claim_refused', claim: asked.error.code })
  const value = { attempt: asked.value.attempt, asked: String(asked.value.asked) }
  const facts = { reason, ...value }
  await insertTimeline(ctx, caseId, { kind: 'asked_again', by: 'desk', staffId, facts })
  return ok(value)
}
