import { type Amount, amount, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import {
  type LedgerError,
  type Span,
  traceForward,
  transferOut,
  transferSpans,
  type Who,
} from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import type { Range } from '../leg/parts.ts'
import { mergeRanges } from '../leg/ranges.ts'
import { findTransfer, insertTransfer, type Transfer } from '../store/transfer.ts'

/**
 * Gives back without any claim what is still in `from` of an arrived payment, as when a market
 * cancels an order. At the payer's company it goes to the very lots that it came from. What a claim
 * has taken out meanwhile is not refunded: one transfer for each run of offsets that is left.
 *
 * Refusals in order: recall/unknown_transfer, then those of the ledger's `transferOut`. Doing it
 * again finds nothing left and sends nothing.
 */
export async function refundTransfer(
  ctx: Ctx,
  input: {
    /** The payment that is given back. */
    readonly transferId: string
    /** The account that holds it now. */
    readonly from: string
    /** How much of it; all that is left when absent. The last offsets go back first. */
    readonly amount?: Amount
    readonly who: Who
  },
): Promise<Result<{ refunded: Amount[] }, RecallError | LedgerError>> {
  const original = await findTransfer(ctx, input.transferId)
  if (original?.direction !== 'in' || original.state !== 'credited') {
    return refuse({ code: 'recall/unknown_transfer' })
  }
  const rest = await offsetsLeft(ctx, original, input.from)
  const left = input.amount === undefined ? rest : takeLast(rest, input.amount)
  const refunded: Amount[] = []
  for (const range of mergeRanges(left.map((piece) => piece.range))) {
    const spans = left
      .filter(({ range: { lo } }) => range.lo <= lo && lo < range.lo + range.amount)
      .map((piece) => piece.span)
    const sent = await sendRefund(ctx, original, { range, spans, who: input.who })
    if (!sent.ok) return sent
    refunded.push(range.amount)
  }
  return ok({ refunded })
}

/** The last offsets up to an amount: a payer lays down what he wants back last first. */
function takeLast(
  pieces: readonly { range: Range; span: Span }[],
  wanted: Amount,
): { range: Range; span: Span }[] {
  const taken: { range: Range; span: Span }[] = []
  let missing: bigint = wanted
  for (const { range, span } of pieces.toReversed()) {
    if (missing === 0n) break
    const size = amount(range.amount < missing ? range.amount : missing)
    const by = range.amount - size
    taken.unshift({
      range: { lo: range.lo + by, amount: size },
      span: { ...span, lo: span.lo + by, amount: size },
    })
    missing -= size
  }
  return taken
}

/** Which offsets of an arrived transfer still rest in an account, in order, and where. */
async function offsetsLeft(
  ctx: Ctx,
  original: Transfer,
  account: string,
): Promise<{ range: Range; span: Span }[]> {
  const arrived = await transferSpans(ctx, {
    transferId: original.transferId,
    direction: 'in',
    lo: 0n,
    amount: original.amount,
  })
  const ends = await traceForward(ctx, { spans: arrived.map((piece) => piece.span) })
  return ends
    .filter((end) => end.end === 'live' && end.accountCode === account)
    .flatMap((end) => {
      const piece = arrived[end.originIndex]
      if (!piece) return []
      const lo = piece.lo + (end.originLo - piece.span.lo)
      return [{ range: { lo, amount: end.amount }, span: end.span }]
    })
    .sort((a, b) => (a.range.lo < b.range.lo ? -1 : 1))
}

/** Sends offsets of an arrived payment back to whoever paid it. */
export async function sendRefund(
  ctx: Ctx,
  original: Transfer,
  part: { range: Range; spans: readonly Span[]; who: Who },
): Promise<Result<void, LedgerError>> {
  const transferId = ctx.newId('tr')
  const sent = await transferOut(ctx, {
    transferId,
    neighbour: original.neighbour,
    from: part.spans,
    amount: part.range.amount,
    kind: 'refund',
    who: part.who,
  })
  if (!sent.ok) return sent
  await insertTransfer(ctx, {
    transferId,
    direction: 'out',
    neighbour: original.neighbour,
    kind: 'refund',
    amount: part.range.amount,
    unit: original.unit,
    reference: original.reference,
    legId: null,
    originalTransferId: original.transferId,
    offsets: [part.range],
    state: 'sent',
    at: ctx.now,
  })
  await ctx.enqueue({ kind: 'recall.deliver_transfer', data: { transferId } })
  return ok(undefined)
}
