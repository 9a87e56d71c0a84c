import { amount, assert, type Ctx } from '@modosu/kernel'
import { totalOf } from './moved-spans.ts'
import type { Span } from './span.ts'
import { selectLotOrigins } from './store/trace.ts'

export interface LotOrigin {
  /** A piece of an asked span. */
  readonly asked: Span
  /** The units of the same owner that it was made from. */
  readonly origin: Span
}

/**
 * From which lots of its owner a span was made: back through conversions, never past the owner. A
 * span that was never converted is its own lot. The pieces of each span add up to it. Reads only.
 */
export async function lotOrigins(
  ctx: Ctx,
  input: { readonly spans: readonly Span[] },
): Promise<LotOrigin[]> {
  if (input.spans.length === 0) return []
  const rows = await selectLotOrigins(ctx, input.spans)
  const origins = rows.map((row) => {
    const asked = input.spans[Number(row.ord) - 1]
    assert(asked, 'a lot is of a span that was asked for')
    const size = amount(row.amount)
    return {
      asked: { pocketId: asked.pocketId, lo: row.asked_lo, amount: size },
      origin: { pocketId: row.pocket_id, lo: row.lo, amount: size },
    }
  })
  assert(
    totalOf(origins.map((piece) => piece.asked)) === totalOf(input.spans),
    'the lots of a span do not add up to it',
  )
  return origins
}
