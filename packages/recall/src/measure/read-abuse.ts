import type { Ctx } from '@modosu/kernel'
import { selectAbuse } from '../store/measure.ts'

/** What claims cost the innocent, and how often they were wrong, between two times. */
export interface Abuse {
  /** Claims of our own members that were opened, withdrawn, or ran out undecided. */
  readonly claims: bigint
  readonly failed: bigint
  readonly expired: bigint
  readonly amountClaimed: bigint
  readonly amountFailed: bigint
  /** Holders who had something held in front of them and got it back, and their value. */
  readonly holdersWronglyHeld: bigint
  readonly amountWronglyHeld: bigint
  /** How long each such hold lasted, and value times hours over all of them. */
  readonly hoursWronglyHeldMax: bigint
  readonly amountHoursWronglyHeld: bigint
  readonly objections: bigint
  readonly objectionsHeard: bigint
  readonly alarms: bigint
}

/** Abuse of claims, measured: of claims opened and holds placed in `[from, to)`. Reads only. */
export function readAbuse(
  ctx: Ctx,
  input: { readonly from: Date; readonly to: Date },
): Promise<Abuse> {
  return selectAbuse(ctx, input.from, input.to)
}
