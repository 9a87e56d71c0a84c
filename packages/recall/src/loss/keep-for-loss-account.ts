import { type Ctx, mustSucceed } from '@modosu/kernel'
import { moveSpans, openAccount, type Span, traceForward } from '@modosu/ledger'
import type { Leg } from '../leg/leg.ts'

/** The company's own money that pays what a claim cannot bring back, one account a unit. */
export function lossAccount(unit: string): string {
  return `loss:${unit}`
}

/**
 * Value that comes home for offsets that the owner was paid for: it goes to the loss account, in the
 * unit that it came in, and the owner is made whole once.
 */
export async function keepForLossAccount(
  ctx: Ctx,
  leg: Leg,
  spans: readonly Span[],
): Promise<void> {
  const ends = await traceForward(ctx, { spans })
  for (const unit of new Set(ends.map((end) => end.unit))) {
    const to = lossAccount(unit)
    await openAccount(ctx, { code: to, unit, kind: 'loss' })
    const moved = await moveSpans(ctx, {
      key: `late:${ctx.newId('late')}`,
      spans: ends.filter((end) => end.unit === unit).map((end) => end.span),
      to,
      kind: 'late_return',
      who: { caseId: leg.caseId },
    })
    mustSucceed(moved, 'a late return goes to the loss account')
  }
}
