import type { Part, Range } from './parts.ts'

/** Offsets that have no place yet; with an origin they can be traced. */
export function newPart(
  range: Range,
  origin: { readonly pocket: bigint; readonly lo: bigint } | undefined,
): Part {
  return {
    lo: range.lo,
    amount: range.amount,
    bucket: 'awaited',
    reason: null,
    otherCase: null,
    otherNumber: null,
    askAgain: false,
    originPocket: origin?.pocket ?? null,
    originLo: origin?.lo ?? null,
    account: null,
    holdingKind: null,
    stoppableUntil: null,
    heldPocket: null,
    heldLo: null,
    childLegId: null,
    childLo: null,
  }
}
