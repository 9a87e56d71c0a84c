import { amount, assert, type Ctx } from '@modosu/kernel'
import { type Span, traceForward } from '@modosu/ledger'
import { openChildLegs } from '../ask/open-child-legs.ts'
import type { Part } from '../leg/parts.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { holdAtHolders } from './hold-at-holders.ts'
import { type Found, type Placing, patchFound } from './placing.ts'

/** Value that moved between the trace and the hold is traced again, this often. */
const TRACES_MAX = 3

/**
 * Finds every offset of these legs of one case that has no place yet and puts a hand on it: what
 * rests with a holder who may be asked is carved into the case account, what moved on to a neighbour
 * gets a leg there, what is spent in good faith is gone. All legs are traced and carved together: a
 * thief who split into five hundred payments must not be five hundred times as slow to stop.
 */
export async function placeLegs(
  ctx: Ctx,
  deps: RecallDeps,
  placings: readonly Placing[],
): Promise<void> {
  for (let round = 0; round < TRACES_MAX; round++) {
    const open = placings.flatMap((placing) =>
      placing.parts
        .filter((part) => part.bucket === 'awaited' && part.originPocket !== null)
        .map((part) => ({ placing, part })),
    )
    if (open.length === 0) return
    const found = await findPlaces(ctx, open)
    await openChildLegs(
      ctx,
      deps,
      found.filter(({ end }) => end.end === 'onward'),
    )
    for (const one of found.filter(({ end }) => end.end === 'sunk')) {
      patchFound(one, { bucket: 'gone', reason: 'NOAS' })
    }
    await holdAtHolders(
      ctx,
      deps,
      found.filter(({ end }) => end.end === 'live'),
    )
  }
  const stuck = placings.find(({ parts }) =>
    parts.some((part) => part.bucket === 'awaited' && part.originPocket !== null),
  )
  if (stuck) {
    throw new Error(`leg ${stuck.leg.legId}: the value moved on ${TRACES_MAX} times in a hold`)
  }
}

async function findPlaces(
  ctx: Ctx,
  open: readonly { placing: Placing; part: Part }[],
): Promise<Found[]> {
  const spans = open.map(({ part }): Span => {
    assert(part.originPocket !== null && part.originLo !== null, 'a placed part has an origin')
    return { pocketId: part.originPocket, lo: part.originLo, amount: part.amount }
  })
  const ends = await traceForward(ctx, { spans })
  return ends.map((end) => {
    const asked = open[end.originIndex]
    assert(asked && asked.part.originLo !== null, 'a trace ends where it was asked to begin')
    const lo = asked.part.lo + (end.originLo - asked.part.originLo)
    return { placing: asked.placing, range: { lo, amount: amount(end.amount) }, end }
  })
}
