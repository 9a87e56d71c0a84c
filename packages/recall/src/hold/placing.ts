import type { TraceEnd } from '@modosu/ledger'
import type { Leg } from '../leg/leg.ts'
import { type Part, type PartPatch, patchParts, type Range } from '../leg/parts.ts'

/** A leg with the parts that it has, or shall have. */
export interface Placing {
  readonly leg: Leg
  parts: Part[]
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
