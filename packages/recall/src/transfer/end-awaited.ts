import type { Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import { type Part, patchParts, type Range } from '../leg/parts.ts'
import { subtract } from '../leg/ranges.ts'
import { saveLeg } from '../leg/save-legs.ts'
import { findLegs, lockCases } from '../store/leg.ts'
import { listLegsAwaiting, readParts } from '../store/part.ts'
import { insertReturned, returnedRanges } from '../store/returned.ts'

/**
 * A transfer will never come: it was refused for ever, and the sender has its value again. For the
 * claims that waited for it, each offset is returned by that once to one that was confirmed, and for
 * every other claim it is gone. Nobody's part there changes before the sender has booked it back.
 */
export async function endAwaited(ctx: Ctx, transferId: string): Promise<void> {
  const waiting = await listLegsAwaiting(ctx, transferId)
  await lockCases(
    ctx,
    waiting.map((one) => one.caseId),
  )
  const legs = await findLegs(
    ctx,
    waiting.map((one) => one.legId),
  )
  const inOrder = waiting.flatMap(({ legId }) => legs.get(legId) ?? [])
  const confirmed = inOrder.filter((leg) => leg.stance === 'confirmed')
  const others = inOrder.filter((leg) => leg.stance !== 'confirmed')
  for (const leg of [...confirmed, ...others]) await endAtLeg(ctx, leg, transferId)
}

async function endAtLeg(ctx: Ctx, leg: Leg, transferId: string): Promise<void> {
  const before = await readParts(ctx, leg.legId)
  const awaited: Range[] = before.filter((part) => part.bucket === 'awaited')
  const parts = await endRanges(ctx, { leg, parts: before, ranges: awaited, transferId })
  await saveLeg(ctx, leg, parts)
}

/** Ends these offsets of a leg, which nothing has been done about yet, as returned by the refusal. */
export async function endRanges(
  ctx: Ctx,
  ended: { leg: Leg; parts: Part[]; ranges: readonly Range[]; transferId: string },
): Promise<Part[]> {
  const { leg, parts, ranges, transferId } = ended
  const taken = (await returnedRanges(ctx, [transferId])).get(transferId) ?? []
  // Nothing is returned for a claim that nobody has confirmed; what comes back there finds it gone.
  const mine = leg.stance === 'confirmed' ? subtract(ranges, taken) : []
  await insertReturned(ctx, { transferId, legId: leg.legId, ranges: mine })
  const returned = patchEach(parts, mine, { bucket: 'returned' })
  return patchEach(returned, subtract(ranges, mine), { bucket: 'gone', reason: 'ARDT' })
}

function patchEach(
  parts: Part[],
  ranges: readonly Range[],
  place: Pick<Part, 'bucket'> & Partial<Pick<Part, 'reason'>>,
): Part[] {
  return ranges.reduce((next, range) => patchParts(next, range, () => place), parts)
}
