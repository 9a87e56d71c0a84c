import { amount, assert, type Ctx } from '@modosu/kernel'
import { type Span, transferSpans } from '@modosu/ledger'
import type { Range } from '../leg/parts.ts'
import type { Transfer } from '../store/transfer.ts'

/** Offsets of an earlier transfer, and the span in which they came back. */
export interface Line {
  readonly range: Range
  readonly span: Span
}

/** Lines the spans of a return or refund up with the offsets of the transfer that it gives back. */
export async function linesOfArrival(ctx: Ctx, back: Transfer): Promise<Line[]> {
  const range = back.offsets[0]
  assert(range && range.amount === back.amount, 'what comes back names one range of offsets')
  const pieces = await transferSpans(ctx, {
    transferId: back.transferId,
    direction: 'in',
    lo: 0n,
    amount: back.amount,
  })
  return pieces.map((piece) => ({
    range: { lo: range.lo + piece.lo, amount: piece.amount },
    span: piece.span,
  }))
}

/** The pieces of the lines that lie in `range`. */
export function spanAt(lines: readonly Line[], range: Range): Line[] {
  return lines.flatMap((line) => {
    const from = line.range.lo > range.lo ? line.range.lo : range.lo
    const lineEnd = line.range.lo + line.range.amount
    const end = range.lo + range.amount
    const to = lineEnd < end ? lineEnd : end
    if (from >= to) return []
    const size = amount(to - from)
    const lo = line.span.lo + (from - line.range.lo)
    return [{ range: { lo: from, amount: size }, span: { ...line.span, lo, amount: size } }]
  })
}
