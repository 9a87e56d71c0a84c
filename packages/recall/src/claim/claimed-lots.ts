import { amount, assert, type Ctx } from '@modosu/kernel'
import { lotOrigins, type Span } from '@modosu/ledger'
import type { Part, Range } from '../leg/parts.ts'
import { originSpan } from '../leg/pass-up.ts'
import { subtract } from '../leg/ranges.ts'

/** Units of an owner, by the pocket that they were first in: one loss has one place, however often it was converted. */
export type Lots = ReadonlyMap<bigint, readonly Range[]>

/** A piece of what was asked about, and the lot that it was made from. */
interface Piece {
  readonly asked: Span
  readonly origin: Span
}

export async function lotsOf(ctx: Ctx, spans: readonly Span[]): Promise<Lots> {
  const lots = new Map<bigint, Range[]>()
  for (const { origin } of await lotOrigins(ctx, { spans })) {
    lots.set(origin.pocketId, [...(lots.get(origin.pocketId) ?? []), origin])
  }
  return lots
}

/** What of these spans was made from units that are in none of `known`. */
export async function spansOutside(ctx: Ctx, spans: readonly Span[], known: Lots): Promise<Span[]> {
  const pieces = await lotOrigins(ctx, { spans })
  return pieces.flatMap((piece) =>
    subtract([piece.origin], known.get(piece.origin.pocketId) ?? []).map((range) =>
      spanOfAsked(piece, range),
    ),
  )
}

/** The offsets of a root leg whose units are in `chosen` and not in `spared`. */
export async function offsetsWithin(
  ctx: Ctx,
  parts: readonly Part[],
  lots: { readonly chosen: Lots; readonly spared: Lots },
): Promise<Range[]> {
  const pieces = await lotOrigins(ctx, { spans: parts.map(originSpan) })
  return pieces.flatMap((piece) => {
    const { pocketId } = piece.origin
    const outside = subtract([piece.origin], lots.chosen.get(pocketId) ?? [])
    const taken = subtract([piece.origin], [...outside, ...(lots.spared.get(pocketId) ?? [])])
    return taken.map((range) => offsetOf(parts, spanOfAsked(piece, range)))
  })
}

function spanOfAsked({ asked, origin }: Piece, range: Range): Span {
  return { ...asked, lo: asked.lo + (range.lo - origin.lo), amount: amount(range.amount) }
}

function offsetOf(parts: readonly Part[], span: Span): Range {
  const home = parts.find(
    (part) =>
      part.originPocket === span.pocketId &&
      part.originLo !== null &&
      part.originLo <= span.lo &&
      span.lo + span.amount <= part.originLo + part.amount,
  )
  assert(home && home.originLo !== null, 'an origin is of what was asked')
  return { lo: home.lo + (span.lo - home.originLo), amount: span.amount }
}
