import { assert, type Ctx } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import type { Line } from '../transfer/lines-of-arrival.ts'
import type { Leg } from './leg.ts'
import { mergeRanges } from './open-child-legs.ts'
import { type Bucket, type Part, patchParts, type Range } from './parts.ts'
import { passUp } from './pass-up.ts'
import { piecesOfChild } from './receive-report.ts'
import { saveLeg } from './save-leg.ts'

/** Where value can still come back from: below it is neither returned nor let go. */
const OPEN: readonly Bucket[] = ['onward', 'no_answer', 'gone']

/** Which offsets of `range`, in the child's terms, its parent still waits for. */
export async function openOffsets(ctx: Ctx, child: Leg, range: Range): Promise<Range[]> {
  const parts = await readParts(ctx, parentIdOf(child))
  return mergeRanges(openPieces(parts, child, range).map(childRangeOf))
}

/**
 * Puts what came back from below into its place: held in our own case for a moment, and passed on
 * towards the owner in the same transaction.
 */
export async function arriveAtLeg(
  ctx: Ctx,
  deps: RecallDeps,
  child: Leg,
  lines: readonly Line[],
): Promise<void> {
  const parent = await findLeg(ctx, parentIdOf(child))
  assert(parent, 'a leg is never deleted')
  const arrived: Range[] = []
  let parts: Part[] = await readParts(ctx, parent.legId)
  for (const line of lines) {
    for (const piece of openPieces(parts, child, line.range)) {
      const by = childRangeOf(piece).lo - line.range.lo
      arrived.push({ lo: piece.lo, amount: piece.amount })
      parts = patchParts(parts, piece, () => ({
        bucket: 'held',
        account: null,
        heldPocket: line.span.pocketId,
        heldLo: line.span.lo + by,
      }))
    }
  }
  const pieces = parts.filter((part) => arrived.some((range) => range.lo === part.lo))
  await saveLeg(ctx, parent, await passUp(ctx, deps, parent, parts, pieces))
}

function openPieces(parts: readonly Part[], child: Leg, range: Range): Part[] {
  const open = parts.filter((part) => OPEN.includes(part.bucket))
  return piecesOfChild(open, child.legId, range)
}

function childRangeOf(piece: Part): Range {
  assert(piece.childLo !== null, 'a piece that moved on names its offset')
  return { lo: piece.childLo, amount: piece.amount }
}

function parentIdOf(child: Leg): string {
  assert(child.parentLegId !== null, 'a leg by which we ask has a parent')
  return child.parentLegId
}
