import type { Ctx } from '@modosu/kernel'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { releaseOpenParts } from './release-parts.ts'

/**
 * Ends a provisional hold whose time is over: every hold ends, also when nobody does anything. One
 * that was renewed meanwhile is looked at again when its new time is over.
 */
export async function expireHold(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly legId: string },
): Promise<void> {
  const found = await findLeg(ctx, input.legId)
  if (!found) return
  await lockCase(ctx, found.caseId)
  const leg = await findLeg(ctx, input.legId)
  if (leg?.stance !== 'provisional' || leg.settledAt) return
  if (leg.holdUntil > ctx.now) {
    await ctx.enqueue({
      kind: 'recall.expire_hold',
      data: { legId: leg.legId },
      dueAt: leg.holdUntil,
    })
    return
  }
  const before = await readParts(ctx, leg.legId)
  const isHeld = before.some(
    (part) => part.bucket === 'awaited' || (part.bucket === 'held' && part.account !== null),
  )
  if (!isHeld) return
  await saveLeg(ctx, leg, await releaseOpenParts(ctx, deps, leg, before))
}
