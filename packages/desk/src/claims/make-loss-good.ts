import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { makeGood } from '@modosu/recall'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { lockCaseFile } from '../store/case-files.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * A supervisor has what sank here made good from the other balance of the thief.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/claim_refused`.
 */
export async function makeLossGood(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string; legId: string; account: string; reason: string; staffId: string },
): Promise<Result<{ madeGood: string }, DeskRefusal>> {
  const { caseId, legId, account, reason, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const made = await makeGood(ctx, desk.recall, { legId, account })
  if (!made.ok) return refuse({ code: 'desk/claim_refused', claim: made.error.code })
  const madeGood = String(made.value.madeGood)
  const facts = { account, madeGood, reason }
  await insertTimeline(ctx, caseId, { kind: 'made_good', by: 'desk', staffId, facts })
  return ok({ madeGood })
}
