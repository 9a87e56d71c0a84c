import { amount, assert, type Ctx } from '@modosu/kernel'
import { traceForward } from '@modosu/ledger'
import { openChildLegs } from '../ask/open-child-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { followRefusals } from './follow-refusals.ts'
import { holdAtHolders } from './hold-at-holders.ts'
import { leaveInGoodFaith } from './leave-in-good-faith.ts'
import { type Found, type OpenPiece, type Placing, patchFound } from './placing.ts'

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
    await leaveInGoodFaith(ctx, deps, openPieces(placings))
    const open = openPieces(placings)
    if (open.length === 0) return
    const found = await findPlaces(ctx, open)
    await openChildLegs(
      ctx,
      deps,
      placings,
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
  const [stuck] = openPieces(placings)
  if (stuck) {
    const { legId } = stuck.placing.leg
    throw new Error(`leg ${legId}: the value moved on ${TRACES_MAX} times in a hold`)
  }
}

/** What of these legs has no place yet and can be traced. */
function openPieces(placings: readonly Placing[]): OpenPiece[] {
  return placings.flatMap((placing) =>
    placing.parts.flatMap(({ bucket, lo, amount: size, originPocket, originLo }) =>
      bucket === 'awaited' && originPocket !== null && originLo !== null
        ? [{ placing, lo, span: { pocketId: originPocket, lo: originLo, amount: size } }]
        : [],
    ),
  )
}

async function findPlaces(ctx: Ctx, open: readonly OpenPiece[]): Promise<Found[]> {
  const ends = await traceForward(ctx, { spans: open.map(({ span }) => span) })
  const found = ends.map((end): Found => {
    const asked = open[end.originIndex]
    assert(asked, 'a trace ends where it was asked to begin')
    const lo = asked.lo + (end.originLo - asked.span.lo)
    return { placing: asked.placing, range: { lo, amount: amount(end.amount) }, end }
  })
  return await followRefusals(ctx, found)
}
