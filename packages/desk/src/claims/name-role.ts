import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { decideRole, type HolderRole } from '@modosu/recall'
import type { DeskRefusal } from '../errors.ts'
import { lockCaseFile } from '../store/case-files.ts'
import { insertTimeline } from '../store/timeline.ts'

/**
 * A supervisor writes down what a holder has turned out to be, with the reason: from then on the rules
 * for that role hold for his account.
 *
 * Refuses: `desk/unknown_case`.
 */
export async function nameRole(
  ctx: Ctx,
  input: { caseId: string; account: string; role: HolderRole; reason: string; staffId: string },
): Promise<Result<{ role: HolderRole }, DeskRefusal>> {
  const { caseId, account, role, reason, staffId } = input
  const file = await lockCaseFile(ctx, caseId)
  if (!file) return refuse({ code: 'desk/unknown_case' })
  await decideRole(ctx, { account, role, caseId: file.originCaseId, decidedBy: staffId })
  const facts = { account, role, reason }
  await insertTimeline(ctx, caseId, { kind: 'role_decided', by: 'desk', staffId, facts })
  return ok({ role })
}
