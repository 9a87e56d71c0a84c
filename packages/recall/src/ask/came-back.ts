import { amount, type Ctx } from '@modosu/kernel'
import { stillLost } from '../claim/still-lost.ts'
import type { Leg } from '../leg/leg.ts'
import type { Part, Range } from '../leg/parts.ts'
import { originSpan } from '../leg/pass-up.ts'
import { piecesOfChild } from '../report/apply-reports.ts'
import { findLegs, listLegsOfTransfers } from '../store/leg.ts'
import { readPartsOf } from '../store/part.ts'
import type { Transfer } from '../store/transfer.ts'

/**
 * Which offsets of a refund that a neighbour asks us about are home already: we had asked that
 * neighbour about the payment, and it passes the question on to whoever has the refund, which is us.
 * They came under this very case; or to the owner's own lots, when the refund arrived at the moment of
 * the press and neither saw the other. Held again, they would be taken from whom they were stolen from.
 */
export async function cameBackRanges(
  ctx: Ctx,
  leg: Leg,
  refund: Transfer | undefined,
): Promise<Range[]> {
  const [offsets] = refund?.offsets ?? []
  if (refund?.kind !== 'refund' || refund.originalTransferId === null || !offsets) return []
  const asking = await listLegsOfTransfers(ctx, [refund.originalTransferId], 'assigner')
  const mine = asking.filter((one) => one.caseId === leg.caseId)
  const parentIds = [...new Set(mine.map((one) => one.parentLegId ?? ''))]
  const parents = await findLegs(ctx, parentIds)
  const parts = await readPartsOf(ctx, parentIds)
  const home: Range[] = []
  for (const child of mine) {
    const parent = parents.get(child.parentLegId ?? '')
    const pieces = piecesOfChild(parts.get(parent?.legId ?? '') ?? [], child.legId, offsets)
    for (const piece of pieces) {
      if (!(await isHome(ctx, parent, piece))) continue
      home.push({ lo: (piece.childLo ?? offsets.lo) - offsets.lo, amount: amount(piece.amount) })
    }
  }
  return home
}

async function isHome(ctx: Ctx, parent: Leg | undefined, piece: Part): Promise<boolean> {
  if (piece.bucket === 'held' || piece.bucket === 'returned') return true
  if (parent?.role !== 'root') return false
  return (await stillLost(ctx, [originSpan(piece)])).length === 0
}
