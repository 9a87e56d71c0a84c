import { assert, type Ctx } from '@modosu/kernel'
import { updateLeg } from '../store/leg.ts'
import { writeParts } from '../store/part.ts'
import type { Leg } from './leg.ts'
import { isSettled, type Part, sumBuckets } from './parts.ts'

/**
 * Writes a leg that we answer for (root or assignee) with its parts as a new revision, and tells
 * about it in the same transaction: the house, and the neighbour that asked. The identity is stated
 * here and again by the database.
 */
export async function saveLeg(ctx: Ctx, leg: Leg, parts: readonly Part[]): Promise<Leg> {
  const amounts = sumBuckets(parts)
  const { held, onward, gone, returned, released } = amounts
  assert(
    held + onward + gone + returned + released === leg.asked,
    `leg ${leg.legId}: the buckets do not add up to what was asked`,
  )
  const settled = isSettled(parts)
  const next: Leg = {
    ...leg,
    amounts,
    revision: leg.revision + 1,
    settledAt: settled ? (leg.settledAt ?? ctx.now) : null,
  }
  await writeParts(ctx, leg.legId, parts)
  await updateLeg(ctx, next)
  await tell(ctx, next, settled && leg.settledAt === null)
  return next
}

async function tell(ctx: Ctx, leg: Leg, settledNow: boolean): Promise<void> {
  const { caseId, legId } = leg
  if (leg.role === 'assignee') {
    await ctx.enqueue({ kind: 'recall.send_report', data: { legId } })
    if (settledNow) await ctx.emit({ type: 'recall.leg_settled', data: { caseId, legId } })
    return
  }
  await ctx.emit({ type: 'recall.claim_changed', data: { caseId } })
  if (settledNow) {
    const { returned, gone } = leg.amounts
    await ctx.emit({
      type: 'recall.claim_settled',
      data: { caseId, returned: String(returned), gone: String(gone) },
    })
  }
}
