import { amount, assert, type Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import { type Bucket, type Part, patchParts, type Range } from '../leg/parts.ts'
import { passUp } from '../leg/pass-up.ts'
import { mergeRanges } from '../leg/ranges.ts'
import { saveLeg } from '../leg/save-legs.ts'
import { openHoldings } from '../measure/holdings.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { piecesOfChild } from '../report/apply-reports.ts'
import { findLeg } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import type { Line } from '../transfer/lines-of-arrival.ts'
import type { FoundHolder } from './find-holders.ts'
import { holdingOf } from './hold-at-holders.ts'

/** Where value can still come back from: below it is neither returned nor let go. */
const OPEN: readonly Bucket[] = ['onward', 'no_answer', 'gone']

/**
 * What becomes of value that came back: it goes `up` to its owner; it waits in front of the account
 * it was once paid from, since nobody has confirmed the claim; or it lies with us until a person has
 * decided between two claims.
 */
export type Arrival =
  | { readonly to: 'up' }
  | { readonly to: 'front'; readonly account: string; readonly holder: FoundHolder }
  | { readonly to: 'contest' }

/** Which offsets of `range`, in the child's terms, its parent still waits for. */
export async function openOffsets(ctx: Ctx, child: Leg, range: Range): Promise<Range[]> {
  const parts = await readParts(ctx, parentIdOf(child))
  return mergeRanges(openPieces(parts, child, range).map(childRangeOf))
}

/**
 * Puts what came back from below into its place. On its way up it is held in our own case for a
 * moment and passed on in the same transaction: what came from below never bounces.
 */
export async function arriveAtLeg(
  ctx: Ctx,
  deps: RecallDeps,
  child: Leg,
  lines: readonly Line[],
  arrival: Arrival,
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
        reason: arrival.to === 'contest' ? 'DISP' : null,
        otherNumber: null,
        askAgain: false,
        account: arrival.to === 'front' ? arrival.account : null,
        holdingKind: arrival.to === 'front' ? arrival.holder.facts.kind : null,
        heldPocket: line.span.pocketId,
        heldLo: line.span.lo + by,
      }))
    }
  }
  const pieces = parts.filter((part) => arrived.some((range) => range.lo === part.lo))
  if (arrival.to === 'front') await tellFront(ctx, parent, pieces, arrival)
  await saveLeg(
    ctx,
    parent,
    arrival.to === 'up' ? await passUp(ctx, deps, parent, parts, pieces) : parts,
  )
}

async function tellFront(
  ctx: Ctx,
  parent: Leg,
  pieces: readonly Part[],
  front: Extract<Arrival, { to: 'front' }>,
): Promise<void> {
  const total = pieces.reduce((sum, piece) => sum + piece.amount, 0n)
  const holding = holdingOf(parent, front.account, amount(total))
  await openHoldings(ctx, [holding])
  await front.holder.holder.onHeld(ctx, holding)
  // The clock of this hold may have run already: whatever is held without a decision has an end.
  const { legId, holdUntil: dueAt } = parent
  await ctx.enqueue({ kind: 'recall.expire_hold', data: { legId }, dueAt })
}

function openPieces(parts: readonly Part[], child: Leg, range: Range): Part[] {
  const open = parts.filter((part) => OPEN.includes(part.bucket))
  return piecesOfChild(open, child.legId, range)
}

export function childRangeOf(piece: Part): Range {
  assert(piece.childLo !== null, 'a piece that moved on names its offset')
  return { lo: piece.childLo, amount: piece.amount }
}

export function parentIdOf(child: Leg): string {
  assert(child.parentLegId !== null, 'a leg by which we ask has a parent')
  return child.parentLegId
}
