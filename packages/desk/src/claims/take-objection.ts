import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { openAppeal } from '@modosu/recall'
import type { DeskRefusal } from '../errors.ts'
import { lockCaseFile } from '../store/case-files.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * A holder has told somebody at the desk that what is held in front of him is his. The decision about
 * it stands still until he is heard; the hold goes on. Objecting again gives the same answer.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/claim_refused`.
 */
export async function takeObjection(
  ctx: Ctx,
  input: { caseId: string; account: string; words: string; staffId: string },
): Promise<Result<{ appealIds: string[] }, DeskRefusal>> {
  const { caseId, account, words, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  const opened = await openAppeal(ctx, { account })
  if (!opened.ok) return refuse({ code: 'desk/claim_refused', claim: opened.error.code })
  const { appealIds } = opened.value
  const facts = { account, words, appealIds }
  await insertTimeline(ctx, caseId, { kind: 'holder_objected', by: 'desk', staffId, facts })
  return ok({ appealIds })
}
