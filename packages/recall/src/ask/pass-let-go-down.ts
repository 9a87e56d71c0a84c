import type { Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import { type Part, partsWithin, type Range } from '../leg/parts.ts'
import { mergeRanges, subtract } from '../leg/ranges.ts'
import { listChildLegs, updateLegs } from '../store/leg.ts'

/**
 * Takes offsets back from the neighbours that they went on to. Where nothing of a leg is asked for any
 * more it is withdrawn, which every company understands; else the offsets are named. What has come
 * back from there already is not theirs to let go.
 */
export async function passLetGoDown(
  ctx: Ctx,
  leg: Leg,
  parts: readonly Part[],
  ranges: readonly Range[],
): Promise<void> {
  const within = ranges.flatMap((range) => partsWithin(parts, range))
  const changed: Leg[] = []
  for (const child of await listChildLegs(ctx, leg.legId)) {
    if (child.stance === 'withdrawn') continue
    const fresh = offsetsThere(child, within)
    if (fresh.length === 0) continue
    const letGo = mergeRanges([...child.letGo, ...subtract(fresh, child.letGo)])
    const isOver = subtract(child.offsets, [...letGo, ...returnedThere(child, parts)]).length === 0
    const { askVersion } = child
    const stance = isOver ? 'withdrawn' : child.stance
    changed.push({ ...child, letGo, stance, askVersion: askVersion + 1 })
  }
  await updateLegs(ctx, changed)
  for (const neighbour of new Set(changed.map((child) => child.neighbour))) {
    await ctx.enqueue({ kind: 'recall.send_asks', data: { caseId: leg.caseId, neighbour } })
  }
}

function offsetsThere(child: Leg, parts: readonly Part[]): Range[] {
  return mergeRanges(rangesOf(child, parts, (part) => part.bucket !== 'returned'))
}

function returnedThere(child: Leg, parts: readonly Part[]): Range[] {
  return rangesOf(child, parts, (part) => part.bucket === 'returned')
}

function rangesOf(child: Leg, parts: readonly Part[], chosen: (part: Part) => boolean): Range[] {
  return parts.flatMap((part) =>
    part.childLegId === child.legId && part.childLo !== null && chosen(part)
      ? [{ lo: part.childLo, amount: part.amount }]
      : [],
  )
}
