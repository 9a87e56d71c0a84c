import { amount, assert, type Ctx, mustSucceed, ok, type Result, refuse } from '@modosu/kernel'
import { moveSpans, openAccount, type Span, transferIn, transferOut } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import { findHolder } from '../hold/find-holders.ts'
import { holdingOf } from '../hold/hold-at-holders.ts'
import type { Leg } from '../leg/leg.ts'
import { type Part, partsWithin } from '../leg/parts.ts'
import { subtract } from '../leg/ranges.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { insertTransfer, type Transfer } from '../store/transfer.ts'
import { insertUndone, undoneRanges } from '../store/undone.ts'
import { linesOfArrival } from '../transfer/lines-of-arrival.ts'

/** One piece of a wrong return, and where it goes now. */
interface WayDown {
  readonly piece: Part
  /** The account of the holder that it had been frozen in front of. */
  readonly account: string | null
  /** The leg by which it had come from below. */
  readonly child: Leg | null
}

/**
 * A return was wrong and comes down again the way that it went up: what had been frozen in front of a
 * holder ends with him, what had come from below goes on down. Bounded by what was returned under the
 * leg, each offset once. Refused for ever when nobody is left to take it; the sender books it back.
 *
 * Refusals in order: recall/unknown_leg, recall/amount_mismatch (what was never returned under this
 * leg, or was given back before).
 */
export async function arriveGiveBack(
  ctx: Ctx,
  deps: RecallDeps,
  transfer: Transfer,
): Promise<Result<'credited' | 'refused', RecallError>> {
  const seen = transfer.legId === null ? undefined : await findLeg(ctx, transfer.legId)
  const isOurs =
    seen?.role === 'assignee' &&
    seen.neighbour === transfer.neighbour &&
    seen.transferId === transfer.originalTransferId &&
    seen.unit === transfer.unit
  if (!isOurs) return refuse({ code: 'recall/unknown_leg' })
  await lockCase(ctx, seen.caseId)
  const leg = await findLeg(ctx, seen.legId)
  assert(leg, 'a leg is never deleted')
  const [range] = transfer.offsets
  if (range?.amount !== transfer.amount) return refuse({ code: 'recall/amount_mismatch' })
  const parts = await readParts(ctx, leg.legId)
  const returned = partsWithin(
    parts.filter((part) => part.bucket === 'returned'),
    range,
  )
  const undone = await undoneRanges(ctx, leg.legId)
  const left = subtract(returned, undone).reduce((sum, one) => sum + one.amount, 0n)
  if (left !== range.amount) return refuse({ code: 'recall/amount_mismatch' })
  const ways = await waysDown(ctx, deps, leg, returned)
  if (!ways) return ok('refused')
  await insertUndone(ctx, { legId: leg.legId, transferId: transfer.transferId, ranges: [range] })
  await sendDown(ctx, deps, { leg, transfer, ways })
  return ok('credited')
}

/** Where every piece goes; `undefined` when one of them has nobody who could take it. */
async function waysDown(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  pieces: readonly Part[],
): Promise<WayDown[] | undefined> {
  const ways: WayDown[] = []
  for (const piece of pieces) {
    if (piece.account === null && piece.childLegId !== null) {
      const child = await findLeg(ctx, piece.childLegId)
      assert(child, 'a leg is never deleted')
      ways.push({ piece, account: null, child })
      continue
    }
    if (piece.account === null) return undefined
    const holder = await findHolder(ctx, deps, piece.account)
    const holding = holdingOf(leg, piece.account, piece.amount)
    const account = holder?.holder.accountForGiveBack
      ? await holder.holder.accountForGiveBack(ctx, holding)
      : holder && piece.account
    if (account === undefined) return undefined
    ways.push({ piece, account, child: null })
  }
  return ways
}

async function sendDown(
  ctx: Ctx,
  deps: RecallDeps,
  down: { leg: Leg; transfer: Transfer; ways: readonly WayDown[] },
): Promise<void> {
  const { leg, transfer, ways } = down
  const { transferId, neighbour, unit } = transfer
  const to = `undo:${transferId}`
  await openAccount(ctx, { code: to, unit, kind: 'case' })
  const credited = await transferIn(ctx, {
    transferId,
    neighbour,
    to,
    amount: transfer.amount,
    unit,
    kind: 'give_back',
    who: { caseId: leg.caseId },
  })
  mustSucceed(credited, 'what comes down is taken in')
  const lines = await linesOfArrival(ctx, transfer)
  const line = lines[0]
  assert(line && lines.length === 1, 'what comes down arrives in one piece')
  for (const { piece, account, child } of ways) {
    const by = piece.lo - line.range.lo
    const span = { ...line.span, lo: line.span.lo + by, amount: piece.amount }
    if (child) await passDown(ctx, { child, piece, span })
    else if (account) await endWithHolder(ctx, deps, { leg, piece, span, account })
  }
}

async function endWithHolder(
  ctx: Ctx,
  deps: RecallDeps,
  end: { leg: Leg; piece: Part; span: Span; account: string },
): Promise<void> {
  const { leg, piece, span, account } = end
  const moved = await moveSpans(ctx, {
    key: `undo:${ctx.newId('undo')}`,
    spans: [span],
    to: account,
    kind: 'give_back',
    who: { caseId: leg.caseId },
  })
  mustSucceed(moved, 'a wrong return ends with its holder')
  const held = piece.account ?? account
  const holder = await findHolder(ctx, deps, held)
  await holder?.holder.onGivenBack?.(ctx, holdingOf(leg, held, amount(piece.amount)))
}

async function passDown(ctx: Ctx, down: { child: Leg; piece: Part; span: Span }): Promise<void> {
  const { child, piece, span } = down
  assert(child.neighbour !== null && piece.childLo !== null, 'a child leg asks a neighbour')
  await sendGiveBack(ctx, { child, from: [span], lo: piece.childLo, size: piece.amount })
}

/** Sends offsets of a leg's transfer down again, to whoever had returned them under that leg. */
export async function sendGiveBack(
  ctx: Ctx,
  down: { child: Leg; from: string | readonly Span[]; lo: bigint; size: Part['amount'] },
): Promise<string> {
  const { child, from, lo, size } = down
  assert(child.neighbour !== null, 'a child leg asks a neighbour')
  const transferId = ctx.newId('tr')
  const sent = await transferOut(ctx, {
    transferId,
    neighbour: child.neighbour,
    from,
    amount: size,
    kind: 'give_back',
    who: { caseId: child.caseId },
  })
  mustSucceed(sent, 'what lies ready can go down')
  await insertTransfer(ctx, {
    transferId,
    direction: 'out',
    neighbour: child.neighbour,
    kind: 'give_back',
    amount: size,
    unit: child.unit,
    reference: null,
    legId: child.legId,
    originalTransferId: child.transferId,
    offsets: [{ lo, amount: size }],
    state: 'sent',
    at: ctx.now,
  })
  await ctx.enqueue({ kind: 'recall.deliver_transfer', data: { transferId } })
  return transferId
}
