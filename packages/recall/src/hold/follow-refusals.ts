import { amount, assert, type Ctx } from '@modosu/kernel'
import { type Span, traceForward, transferSpans } from '@modosu/ledger'
import { findBookedBack } from '../store/transfer.ts'
import type { Found } from './placing.ts'

/** How often the same value may have been refused, spent again and refused again. */
const REFUSALS_MAX = 50

/**
 * A transfer that its neighbour refused for ever took the value nowhere: it was booked back and lies
 * there, or went on from there. The trace goes on behind it; asking the neighbour, who never had it,
 * would leave the claim waiting for ever.
 */
export async function followRefusals(ctx: Ctx, found: readonly Found[]): Promise<Found[]> {
  let ends = [...found]
  for (let round = 0; round < REFUSALS_MAX; round++) {
    const ids = ends.flatMap(({ end }) => (end.end === 'onward' ? (end.transferId ?? []) : []))
    const back = await findBookedBack(ctx, [...new Set(ids)])
    const isBack = ({ end }: Found) => end.end === 'onward' && back.has(end.transferId ?? '')
    const refused = ends.filter(isBack)
    if (refused.length === 0) return ends
    const followed: Found[] = []
    for (const one of refused) {
      followed.push(...(await goOn(ctx, one, back.get(one.end.transferId ?? '') ?? '')))
    }
    ends = [...ends.filter((one) => !isBack(one)), ...followed]
  }
  throw new Error(`value was refused ${REFUSALS_MAX} times on its way`)
}

/** Where the units of one end went after they had been booked back. */
async function goOn(ctx: Ctx, refused: Found, backId: string): Promise<Found[]> {
  const { placing, range, end } = refused
  assert(end.transferLo !== undefined, 'an onward end names the offset of its transfer')
  const { transferLo } = end
  const pieces = await transferSpans(ctx, {
    transferId: backId,
    direction: 'in',
    lo: transferLo,
    amount: range.amount,
  })
  const spans = pieces.map((piece): Span => piece.span)
  return (await traceForward(ctx, { spans })).map((next) => {
    const piece = pieces[next.originIndex]
    assert(piece, 'a trace ends where it was asked to begin')
    const by = piece.lo - transferLo + (next.originLo - piece.span.lo)
    return { placing, range: { lo: range.lo + by, amount: amount(next.amount) }, end: next }
  })
}
