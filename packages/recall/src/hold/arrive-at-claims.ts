import { assert, type Ctx } from '@modosu/kernel'
import { originsOfOffsets } from '../ask/accept-asks.ts'
import { cameBackRanges } from '../ask/came-back.ts'
import { type Part, partsWithin, patchParts, type Range } from '../leg/parts.ts'
import { subtract } from '../leg/ranges.ts'
import { saveLegs } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCases } from '../store/leg.ts'
import { listLegsAwaiting, readParts } from '../store/part.ts'
import type { Transfer } from '../store/transfer.ts'
import { placeLegs } from './place-legs.ts'
import { newPlacing } from './placing.ts'

/**
 * A transfer that claims were waiting for has arrived: it is caught in the same transaction. Offsets
 * that it turns out not to have, and a claim in another unit, are let go.
 */
export async function arriveAtClaims(
  ctx: Ctx,
  deps: RecallDeps,
  transfer: Transfer,
): Promise<void> {
  const waiting = await listLegsAwaiting(ctx, transfer.transferId)
  await lockCases(
    ctx,
    waiting.map((one) => one.caseId),
  )
  for (const { legId } of waiting) {
    const leg = await findLeg(ctx, legId)
    assert(leg, 'a leg is never deleted')
    const before = await readParts(ctx, legId)
    const origins =
      leg.unit === transfer.unit
        ? await originsOfOffsets(ctx, transfer.transferId, leg.offsets)
        : []
    const parts = before.flatMap((part) =>
      part.bucket === 'awaited' && part.originPocket === null ? found(part, origins) : [part],
    )
    const placing = newPlacing(leg, leaveOut(parts, await cameBackRanges(ctx, leg, transfer)))
    await placeLegs(ctx, deps, [placing])
    await saveLegs(ctx, [placing])
    if (leg.stance === 'confirmed') await ctx.enqueue({ kind: 'recall.settle', data: { legId } })
  }
}

/** What was awaited, where it arrived, and as let go what the transfer does not have. */
function found(awaited: Part, origins: readonly Part[]): Part[] {
  const missing = subtract([awaited], origins).flatMap((range) => partsWithin([awaited], range))
  return [
    ...partsWithin(origins, awaited),
    ...missing.map((part): Part => ({ ...part, bucket: 'released' })),
  ]
}

/** What came home under this very case is not taken from its owner again. */
function leaveOut(parts: readonly Part[], cameBack: readonly Range[]): Part[] {
  const awaited = parts.filter((part) => part.bucket === 'awaited')
  return cameBack
    .flatMap((range) => partsWithin(awaited, range))
    .reduce<Part[]>(
      (next, piece) => patchParts(next, piece, () => ({ bucket: 'gone', reason: 'ARDT' })),
      [...parts],
    )
}
