import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import { giveBack, openAccount, transferOut } from '@modosu/ledger'
import type { RecallDeps } from '../recall-deps.ts'
import { insertTransfer } from '../store/transfer.ts'
import type { Leg } from './leg.ts'
import { mergeRanges } from './open-child-legs.ts'
import { type Part, partsWithin, patchParts } from './parts.ts'

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
  if (leg.role === 'root') await giveBackToOwner(ctx, deps, leg, pieces)
  else await returnToAssigner(ctx, leg, pieces)
  return pieces.reduce<Part[]>(
    (next, piece) =>
      patchParts(next, piece, () => ({ bucket: 'returned', heldPocket: null, heldLo: null })),
    [...parts],
  )
}

/** The account where returned points wait, in lots of their own expiry, until the owner is verified. */
export function returnedAccount(caseId: string, unit: string): string {
  return `returned:${caseId}:${unit}`
}

async function giveBackToOwner(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  pieces: readonly Part[],
): Promise<void> {
  const waiting = returnedAccount(leg.caseId, leg.unit)
  await openAccount(ctx, {
    code: waiting,
    unit: leg.unit,
    kind: 'case',
    ...(leg.owner ? { owner: leg.owner } : {}),
  })
  const given = await giveBack(ctx, {
    key: `give-back:${leg.legId}:${leg.revision}:${pieces[0]?.lo ?? 0n}`,
    parts: pieces.map((piece) => {
      assert(piece.originPocket !== null && piece.originLo !== null, 'stolen value has an origin')
      return {
        from: heldSpan(piece),
        origin: { pocketId: piece.originPocket, lo: piece.originLo, amount: piece.amount },
      }
    }),
    to: leg.usableAt ? 'origin' : waiting,
    graceDays: deps.policy.graceDays,
    who: { caseId: leg.caseId },
  })
  mustSucceed(given, 'value in the case account goes back to its lots')
}

/** One return transfer for each run of offsets that touch: a transfer names one range. */
async function returnToAssigner(ctx: Ctx, leg: Leg, pieces: readonly Part[]): Promise<void> {
  assert(leg.neighbour !== null && leg.transferId !== null, 'an assignee leg has an assigner')
  for (const range of mergeRanges(pieces)) {
    const transferId = ctx.newId('tr')
    const sent = await transferOut(ctx, {
      transferId,
      neighbour: leg.neighbour,
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
      neighbour: leg.neighbour,
      kind: 'return',
      amount: range.amount,
      unit: leg.unit,
      reference: null,
      legId: leg.legId,
      originalTransferId: leg.transferId,
      offsets: [range],
      state: 'sent',
      at: ctx.now,
    })
    await ctx.enqueue({ kind: 'recall.deliver_transfer', data: { transferId } })
  }
}

function heldSpan(piece: Part) {
  assert(piece.heldPocket !== null && piece.heldLo !== null, 'held value has a place')
  return { pocketId: piece.heldPocket, lo: piece.heldLo, amount: piece.amount }
}
