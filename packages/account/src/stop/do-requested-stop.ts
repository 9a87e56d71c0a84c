import type { Ctx } from '@modosu/kernel'
import { STOP_CONTACT_TTL_MS } from '../limits.ts'
import type { AccountDeps } from '../policy.ts'
import { openValue } from '../secrets/seal.ts'
import { finishPress, lockPress } from '../store/case-access.ts'
import { findMemberByPastName } from '../store/members.ts'
import { bindCaseNumber } from '../store/stops.ts'
import { mailCaseLinks } from './case-link.ts'
import { pressStop } from './press-stop.ts'

/**
 * Does the stop that was pressed for a contact; for a contact that is nobody's, nothing. The
 * number that was told becomes the case's, or leads to the case that stands already. Safe to run
 * twice.
 */
export async function doRequestedStop(
  ctx: Ctx,
  deps: AccountDeps,
  input: { pressId: string },
): Promise<void> {
  const press = await lockPress(ctx, input.pressId)
  if (!press || press.doneAt !== null) return
  const { pressId, keyId, caseNumber } = press
  const sealed = { keyId, sealed: press.contactSealed, boundTo: pressId }
  const key = openValue(deps.sealing, sealed) as string
  const since = new Date(ctx.now.getTime() - STOP_CONTACT_TTL_MS)
  const found = await findMemberByPastName(ctx, { key, since })
  if (!found) return await finishPress(ctx, { pressId, caseId: null })
  const { memberId } = found
  const { stop } = await pressStop(ctx, deps, { memberId, via: 'stop', pressed: [], caseNumber })
  await bindCaseNumber(ctx, { caseNumber, caseId: stop.caseId })
  await finishPress(ctx, { pressId, caseId: stop.caseId })
  await mailCaseLinks(ctx, deps, stop)
}
