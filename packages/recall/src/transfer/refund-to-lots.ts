import { type Ctx, mustSucceed } from '@modosu/kernel'
import { type GiveBackPart, giveBack, lotOrigins, transferSpans } from '@modosu/ledger'
import type { Range } from '../leg/parts.ts'
import type { RecallDeps } from '../recall-deps.ts'
import type { Transfer } from '../store/transfer.ts'
import { type Line, spanAt } from './lines-of-arrival.ts'

/**
 * Gives refunded offsets to the lots that the payment was made from: what had been points before it
 * was converted becomes points again, each with its own expiry. A lot that ran out meanwhile follows
 * the rule of the policy.
 */
export async function refundToLots(
  ctx: Ctx,
  deps: RecallDeps,
  refund: {
    readonly back: Transfer
    readonly original: Transfer
    readonly range: Range
    readonly lines: readonly Line[]
  },
): Promise<void> {
  const { back, original, range, lines } = refund
  const paid = await transferSpans(ctx, {
    transferId: original.transferId,
    direction: 'out',
    lo: range.lo,
    amount: range.amount,
  })
  const parts: GiveBackPart[] = []
  for (const piece of paid) {
    for (const lot of await lotOrigins(ctx, { spans: [piece.span] })) {
      const offset = piece.lo + (lot.asked.lo - piece.span.lo)
      for (const from of spanAt(lines, { lo: offset, amount: lot.asked.amount })) {
        const lo = lot.origin.lo + (from.range.lo - offset)
        parts.push({ from: from.span, origin: { ...lot.origin, lo, amount: from.span.amount } })
      }
    }
  }
  const given = await giveBack(ctx, {
    key: `refund:${back.transferId}:${range.lo}`,
    parts,
    to: 'origin',
    graceDays: deps.policy.graceDays,
    who: {},
  })
  mustSucceed(given, 'a refund goes to its lots')
}
