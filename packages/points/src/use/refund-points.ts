import { type Amount, amount, type Ctx, mustSucceed } from '@modosu/kernel'
import { moveSpans, type Span, spansOfTransaction, traceForward } from '@modosu/ledger'
import { pointsAccountOf } from '../points-account.ts'
import { rulesAt } from '../rules.ts'
import { addRefund, lockUse } from '../store/use.ts'
import { useKey } from './spend-points.ts'

/** Who caused that points go back; it decides what becomes of those whose date has passed. */
export type RefundCause = 'buyer' | 'shop' | 'fraud'

/**
 * Gives points of a cancelled order back, whole or in part, to the very lots that they were used
 * from; in a part refund what was used last comes first. Limited points whose date has passed stay
 * lost when the buyer cancelled; when the shop caused it, or a fraud was undone, they are given anew
 * for some days. A caller refunds the other means of payment first. What a claim has taken out of the
 * escrow is not here any more; doing it again finds nothing left.
 */
export async function refundPoints(
  ctx: Ctx,
  input: { readonly orderId: string; readonly amount?: Amount; readonly cause: RefundCause },
): Promise<{ refunded: Amount }> {
  const use = await lockUse(ctx, input.orderId)
  if (!use) return { refunded: amount(0n) }
  const used = await spansOfTransaction(ctx, { key: useKey(input.orderId) })
  const brought = used.filter((piece) => piece.fromCode === pointsAccountOf(use.memberId))
  const ends = await traceForward(ctx, { spans: brought.map((piece) => piece.to) })
  const left = ends
    .filter((end) => end.end === 'live' && end.accountCode === brought[0]?.toCode)
    .map((end) => end.span)
  const spans = takeLast(left, input.amount ?? use.amount)
  const refunded = amount(spans.reduce((sum, span) => sum + span.amount, 0n))
  if (refunded === 0n) return { refunded }
  const moved = await moveSpans(ctx, {
    key: `points.refund:${ctx.newId('mv')}`,
    spans,
    to: pointsAccountOf(use.memberId),
    kind: 'points.refunded',
    who: { subject: use.memberId },
    ...(input.cause === 'buyer' ? {} : { graceDays: rulesAt(ctx.now).regrantDays }),
  })
  mustSucceed(moved, 'points that wait for an order can go back')
  await addRefund(ctx, input.orderId, refunded)
  return { refunded }
}

/** The last `wanted` units, or all that are there. */
function takeLast(spans: readonly Span[], wanted: bigint): Span[] {
  const taken: Span[] = []
  let missing = wanted
  for (const span of spans.toReversed()) {
    if (missing === 0n) break
    const size = span.amount < missing ? span.amount : missing
    taken.push({ ...span, lo: span.lo + (span.amount - size), amount: amount(size) })
    missing -= size
  }
  return taken
}
