import { assert, type Ctx, mustSucceed } from '@modosu/kernel'
import {
  type GiveBackPart,
  giveBack,
  lotOrigins,
  moveSpans,
  openAccount,
  originsOfSpans,
  type Span,
  spansOfTransaction,
  transferSpans,
} from '@modosu/ledger'
import type { Range } from '../leg/parts.ts'
import { lossAccount } from '../loss/keep-for-loss-account.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listLegsOfTransfers } from '../store/leg.ts'
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
  const { owed, late } = await apartByHome(ctx, parts)
  if (late.length > 0) await keepLate(ctx, original, late)
  if (owed.length === 0) return
  const given = await giveBack(ctx, {
    key: `refund:${back.transferId}:${range.lo}`,
    parts: owed,
    to: 'origin',
    graceDays: deps.policy.graceDays,
    who: {},
  })
  mustSucceed(given, 'a refund goes to its lots')
}

/** Lots that were given back once, by a cover or a return, are home; what comes for them is late. */
async function apartByHome(
  ctx: Ctx,
  parts: readonly GiveBackPart[],
): Promise<{ owed: GiveBackPart[]; late: Span[] }> {
  const origins = await originsOfSpans(ctx, { spans: parts.map((part) => part.origin) })
  const owed: GiveBackPart[] = []
  const late: Span[] = []
  for (const { span, givenBack } of origins) {
    for (const { from, origin } of parts) {
      if (origin.pocketId !== span.pocketId || span.lo < origin.lo) continue
      if (span.lo >= origin.lo + origin.amount) continue
      const lo = from.lo + (span.lo - origin.lo)
      const piece: Span = { pocketId: from.pocketId, lo, amount: span.amount }
      if (givenBack) late.push(piece)
      else owed.push({ from: piece, origin: span })
    }
  }
  return { owed, late }
}

/**
 * While a claim about the payment stands, its owner has the value already, and what comes late is the
 * loss account's that paid; was every claim taken back, it is whose it was when it was paid.
 */
async function keepLate(ctx: Ctx, original: Transfer, late: readonly Span[]): Promise<void> {
  const legs = await listLegsOfTransfers(ctx, [original.transferId], 'assigner')
  const stands = legs.length === 0 || legs.some((leg) => leg.stance !== 'withdrawn')
  const [paid] = await spansOfTransaction(ctx, { key: `transfer-out:${original.transferId}` })
  assert(paid, 'a payment was paid from an account')
  const to = stands ? lossAccount(original.unit) : paid.fromCode
  if (stands) await openAccount(ctx, { code: to, unit: original.unit, kind: 'loss' })
  const key = `late-refund:${ctx.newId('late')}`
  const moved = await moveSpans(ctx, { key, spans: late, to, kind: 'late_return', who: {} })
  mustSucceed(moved, 'a late refund has an account')
}
