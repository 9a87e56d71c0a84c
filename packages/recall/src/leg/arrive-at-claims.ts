import { assert, type Ctx } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { listLegsAwaiting, readParts } from '../store/part.ts'
import type { Transfer } from '../store/transfer.ts'
import { originsOfOffsets } from './answer-ask.ts'
import { partsWithin } from './parts.ts'
import { placeParts } from './place-parts.ts'
import { saveLeg } from './save-leg.ts'

/** A transfer that a claim was waiting for has arrived: it is caught in the same transaction. */
export async function arriveAtClaims(
  ctx: Ctx,
  deps: RecallDeps,
  transfer: Transfer,
): Promise<void> {
  for (const { legId, caseId } of await listLegsAwaiting(ctx, transfer.transferId)) {
    await lockCase(ctx, caseId)
    const leg = await findLeg(ctx, legId)
    assert(leg, 'a leg is never deleted')
    const before = await readParts(ctx, legId)
    const origins = await originsOfOffsets(ctx, transfer.transferId, leg.offsets)
    const parts = before.flatMap((part) =>
      part.bucket === 'awaited'
        ? partsWithin(origins, { lo: part.lo, amount: part.amount })
        : [part],
    )
    await saveLeg(ctx, leg, await placeParts(ctx, deps, leg, parts))
    if (leg.stance === 'confirmed') await ctx.enqueue({ kind: 'recall.settle', data: { legId } })
  }
}
