import { assert, type Ctx, mustSucceed, ok, type Result } from '@modosu/kernel'
import { giveBack, lotOrigins, openAccount, transferIn, transferSpans } from '@modosu/ledger'
import type { RecallError } from './errors.ts'
import { linesOfArrival, spanAt } from './lines-of-arrival.ts'
import type { RecallDeps } from './recall-deps.ts'
import type { Transfer } from './store/transfer.ts'

/**
 * Gives a refund to the lots that the payment was made from: what had been points before it was
 * converted becomes points again, each with its own expiry. A lot that ran out meanwhile follows
 * the rule of the policy.
 */
export async function refundToLots(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly back: Transfer; readonly original: Transfer },
): Promise<Result<void, RecallError>> {
  const { back, original } = input
  const range = back.offsets[0]
  assert(range, 'a refund names its offsets')
  const to = `refund:${back.transferId}`
  await openAccount(ctx, { code: to, unit: back.unit, kind: 'case' })
  const credited = await transferIn(ctx, {
    transferId: back.transferId,
    neighbour: back.neighbour,
    to,
    amount: back.amount,
    unit: back.unit,
    kind: 'refund',
    returnOf: { transferId: original.transferId, ranges: back.offsets },
    who: {},
  })
  mustSucceed(credited, 'a refund is taken in')
  const lines = await linesOfArrival(ctx, back)
  const paid = await transferSpans(ctx, {
    transferId: original.transferId,
    direction: 'out',
    lo: range.lo,
    amount: range.amount,
  })
  const parts = []
  for (const piece of paid) {
    for (const lot of await lotOrigins(ctx, { spans: [piece.span] })) {
      const offset = piece.lo + (lot.asked.lo - piece.span.lo)
      for (const from of spanAt(lines, { lo: offset, amount: lot.asked.amount })) {
        const by = from.range.lo - offset
        parts.push({
          from: from.span,
          origin: {
            pocketId: lot.origin.pocketId,
            lo: lot.origin.lo + by,
            amount: from.span.amount,
          },
        })
      }
    }
  }
  const given = await giveBack(ctx, {
    key: `refund:${back.transferId}`,
    parts,
    to: 'origin',
    graceDays: deps.policy.graceDays,
    who: {},
  })
  mustSucceed(given, 'a refund goes to its lots')
  return ok(undefined)
}
