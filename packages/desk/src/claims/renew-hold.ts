import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { renewClaim } from '@modosu/recall'
import type { DeskDeps } from '../desk-deps.ts'
import type { DeskRefusal } from '../errors.ts'
import { insertTimeline } from '../store/timeline.ts'
import { lockOwnCase } from './lock-own-case.ts'

/**
 * A person makes an unconfirmed hold longer and says why. The reason stays in this case; neighbours
 * hear how often it was renewed, and bound it by their own rules.
 *
 * Refuses, in this order: `desk/unknown_case`, `desk/not_ours_to_decide`, `desk/case_closed`,
 * `desk/claim_refused`. Safe to repeat under its idempotency key.
 */
export async function renewHold(
  ctx: Ctx,
  desk: DeskDeps,
  input: { caseId: string; reason: string; staffId: string },
): Promise<Result<{ holdUntil: string; renewals: number }, DeskRefusal>> {
  const { caseId, reason, staffId } = input
  const file = await lockOwnCase(ctx, caseId)
  if (!file.ok) return file
  const renewed = await renewClaim(ctx, desk.recall, { caseId })
  if (!renewed.ok) return refuse({ code: 'desk/claim_refused', claim: renewed.error.code })
  const { renewals } = renewed.value
  const holdUntil = renewed.value.holdUntil.toISOString()
  const facts = { reason, holdUntil, renewals }
  await insertTimeline(ctx, caseId, { kind: 'hold_renewed', by: 'desk', staffId, facts })
  return ok({ holdUntil, renewals })
}
