import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { originsOfSpans, type Span, transferOut } from '@modosu/ledger'
import { giveBackToLots, type OwnUnits } from '../claim/give-back-to-lots.ts'
import { keepForLossAccount } from '../loss/keep-for-loss-account.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { coveredRanges } from '../store/cover.ts'
import { insertReturned } from '../store/returned.ts'
import { insertTransfer } from '../store/transfer.ts'
import type { Leg } from './leg.ts'
import { type Part, partsWithin, patchParts } from './parts.ts'
import { mergeRanges, subtract } from './ranges.ts'

/**
 * Sends held value one step towards its owner: at the root into the owner's lots, elsewhere as a
 * return transfer to whoever asked. The bucket, the posting and the message are one transaction.
 */
export async function passUp(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: readonly Part[],
  pieces: readonly Part[],
): Promise<Part[]> {
  if (pieces.length === 0) return [...parts]
  const place = { bucket: 'returned', reason: null, heldPocket: null, heldLo: null } as const
  const next = pieces.reduce<Part[]>(
    (now, piece) => patchParts(now, piece, () => place),
    [...parts],
  )
  if (leg.role === 'root') return await bringHome(ctx, deps, leg, { parts: next, pieces })
  await returnToAssigner(ctx, leg, pieces)
  return next
}

/**
 * What the owner was paid for already, or got back under another case, goes to the loss account; the
 * rest into the owner's lots.
 */
async function bringHome(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  home: { readonly parts: Part[]; readonly pieces: readonly Part[] },
): Promise<Part[]> {
  const covered = await coveredRanges(ctx, leg.caseId)
  const paid = [
    ...covered.flatMap((range) => partsWithin(home.pieces, range)),
    ...(await givenBackBefore(ctx, home.pieces)),
  ]
  const owed = home.pieces.flatMap((piece) =>
    subtract([piece], paid).flatMap((range) => partsWithin([piece], range)),
  )
  const late = home.pieces.flatMap((piece) =>
    subtract([piece], owed).flatMap((range) => partsWithin([piece], range)),
  )
  if (late.length > 0) await keepForLossAccount(ctx, leg, late.map(heldSpan))
  const given = await giveBackToLots(ctx, deps, leg, owed.map(ownUnits))
  // Where it waits is kept, so that it is made usable in the very account that it came from.
  return given.reduce(
    (now, back) =>
      patchParts(now, back.range, () => ({ heldPocket: back.pocketId, heldLo: back.lo })),
    home.parts,
  )
}

/** Pieces whose own units were given back once: two cases of one owner may have asked for them. */
async function givenBackBefore(ctx: Ctx, pieces: readonly Part[]): Promise<Part[]> {
  const origins = await originsOfSpans(ctx, { spans: pieces.map(originSpan) })
  const back = origins.filter((one) => one.givenBack).map((one) => one.span)
  return pieces.flatMap((piece) => {
    const own = originSpan(piece)
    return back
      .filter((span) => span.pocketId === own.pocketId)
      .flatMap((span) =>
        partsWithin([piece], { lo: piece.lo + (span.lo - own.lo), amount: span.amount }),
      )
  })
}

function ownUnits(piece: Part): OwnUnits {
  return { lo: piece.lo, from: heldSpan(piece), origin: originSpan(piece) }
}

/** One return transfer for each run of offsets that touch: a transfer names one range. */
async function returnToAssigner(ctx: Ctx, leg: Leg, pieces: readonly Part[]): Promise<void> {
  const { neighbour, transferId: original, legId } = leg
  assert(neighbour !== null && original !== null, 'an assignee leg has an assigner')
  const ranges = mergeRanges(pieces)
  await insertReturned(ctx, { transferId: original, legId, ranges })
  for (const range of ranges) {
    const transferId = ctx.newId('tr')
    const sent = await transferOut(ctx, {
      transferId,
      neighbour,
      from: partsWithin(pieces, range)
        .sort((a, b) => (a.lo < b.lo ? -1 : 1))
        .map(heldSpan),
      amount: range.amount,
      kind: 'return',
      who: { caseId: leg.caseId },
    })
    mustSucceed(sent, 'held value can be returned')
    await insertTransfer(ctx, {
      transferId,
      direction: 'out',
      neighbour,
      kind: 'return',
      amount: range.amount,
      unit: leg.unit,
      reference: null,
      legId,
      originalTransferId: original,
      offsets: [range],
      state: 'sent',
      at: ctx.now,
    })
    await ctx.enqueue({ kind: 'recall.deliver_transfer', data: { transferId } })
  }
}

function heldSpan(piece: Part): Span {
  assert(piece.heldPocket !== null && piece.heldLo !== null, 'held value has a place')
  return { pocketId: piece.heldPocket, lo: piece.heldLo, amount: piece.amount }
}

/** The owner's own units that a piece of a root leg stands for. */
export function originSpan(piece: Part): Span {
  assert(piece.originPocket !== null && piece.originLo !== null, 'stolen value has an origin')
  return { pocketId: piece.originPocket, lo: piece.originLo, amount: piece.amount }
}
