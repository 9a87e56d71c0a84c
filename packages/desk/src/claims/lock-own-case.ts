import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { DeskRefusal } from '../errors.ts'
import { type CaseFile, lockCaseFile } from '../store/case-files.ts'

/**
 * A case of our own that is open, locked. Refuses, in this order: `desk/unknown_case`,
 * `desk/not_ours_to_decide`, `desk/case_closed`.
 */
export async function lockOwnCase(
  ctx: Ctx,
  caseId: string,
): Promise<Result<CaseFile, DeskRefusal>> {
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  if (file.askedBy !== null) return refuse({ code: 'desk/not_ours_to_decide' })
  if (file.closedAt) return refuse({ code: 'desk/case_closed' })
  return ok(file)
}
