import type { Span, TraceEnd } from '@modosu/ledger'
import type { Holding } from '../holder.ts'
import type { Leg } from '../leg/leg.ts'
import { type Part, type PartPatch, patchParts, type Range } from '../leg/parts.ts'

/** A leg with the parts that it has, or shall have, and the legs by which it asks others for them. */
export interface Placing {
  readonly leg: Leg
  parts: Part[]
  /** Opened by this placing, and what it holds in front of whom; they are written with the leg. */
  readonly children: Leg[]
  readonly holdings: Holding[]
}

/** A leg whose open parts are to be found. */
export function newPlacing(leg: Leg, parts: Part[]): Placing {
  return { leg, parts, children: [], holdings: [] }
}

/** Offsets of a leg that have no place yet, and the span where they entered our view. */
export interface OpenPiece {
  readonly placing: Placing
  readonly lo: bigint
  readonly span: Span
}

/** A place that the trace found, in the offsets of its leg. */
export interface Found {
  readonly placing: Placing
  readonly range: Range
  readonly end: TraceEnd
}

/** Changes the place of what was found. */
export function patchFound(found: Found, patch: PartPatch): void {
  found.placing.parts = patchParts(found.placing.parts, found.range, () => patch)
}
