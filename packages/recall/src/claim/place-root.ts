import { amount, assert, type Ctx } from '@modosu/kernel'
import type { SpanOrigin } from '@modosu/ledger'
import { placeLegs } from '../hold/place-legs.ts'
import { newPlacing } from '../hold/placing.ts'
import type { Leg } from '../leg/leg.ts'
import { newPart } from '../leg/new-part.ts'
import type { Range } from '../leg/parts.ts'
import { saveLegs } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'

/** The offsets of a claim count the stolen units, one lot after the other. */
export function offsetsFrom(first: bigint, origins: readonly SpanOrigin[]): Range[] {
  let lo = first
  return origins.map(({ span }) => {
    const range = { lo, amount: amount(span.amount) }
    lo += span.amount
    return range
  })
}

/** Writes a root leg about these units of the owner, and puts a hand on each of them. */
export async function placeRoot(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  origins: readonly SpanOrigin[],
): Promise<void> {
  const { legId } = leg
  await ctx.enqueue({ kind: 'recall.expire_hold', data: { legId }, dueAt: leg.holdUntil })
  const offsets = offsetsFrom(leg.offsets[0]?.lo ?? 0n, origins)
  const parts = origins.map(({ span }, at) => {
    const range = offsets[at]
    assert(range, 'every unit has an offset')
    return newPart(range, { pocket: span.pocketId, lo: span.lo })
  })
  const placing = newPlacing(leg, parts)
  await placeLegs(ctx, deps, [placing])
  await saveLegs(ctx, [placing])
}
