import { amount, type Ctx, mustSucceed } from '@modosu/kernel'
import {
  type GiveBackPart,
  giveBack,
  lotOrigins,
  moveSpans,
  originsOfSpans,
  readBalance,
  type Span,
} from '@modosu/ledger'
import { asidesOf, authorisedAccountOf, waitingSpans } from './authorised-account.ts'

/**
 * What was captured out of the account of a payment and refunded is given back to that account: from
 * there it goes on to the very lots that the payment was made of. The ledger knows which units of the
 * account came back, and gives no lot back twice, so doing this again does nothing.
 */
export async function putRefundBack(ctx: Ctx, paymentRequestId: string): Promise<void> {
  const lying = await lyingOf(ctx, paymentRequestId)
  if (lying.length === 0) return
  const parts: GiveBackPart[] = []
  for (const origin of await owedLots(ctx, paymentRequestId)) {
    let rest = origin
    while (rest.amount > 0n) {
      const from = lying.shift()
      if (!from) break
      const size = amount(from.amount < rest.amount ? from.amount : rest.amount)
      parts.push({ from: { ...from, amount: size }, origin: { ...rest, amount: size } })
      if (from.amount > size) lying.unshift(after(from, size))
      rest = after(rest, size)
    }
  }
  if (parts.length === 0) return
  const key = `pay.refund_back:${ctx.newId('mv')}`
  const given = await giveBack(ctx, { key, parts, to: 'origin', graceDays: 0, who: {} })
  mustSucceed(given, 'a refund goes on to the lots of its payment')
}

/**
 * Whatever a claim has let go in front of a payment that has ended goes to the wallet that paid most
 * of it: which units they were, nobody can tell any more.
 */
export async function sweepReleased(ctx: Ctx, paymentRequestId: string): Promise<void> {
  const [first] = await asidesOf(ctx, paymentRequestId)
  const spans = await lyingOf(ctx, paymentRequestId)
  if (!first || spans.length === 0) return
  const key = `pay.released:${ctx.newId('mv')}`
  const to = first.fromCode
  const moved = await moveSpans(ctx, { key, spans, to, kind: 'pay.voided', who: {} })
  mustSucceed(moved, 'what was let go goes to the payer')
}

/** The units in the account that do not wait for a capture. */
async function lyingOf(ctx: Ctx, paymentRequestId: string): Promise<Span[]> {
  const { lots } = await readBalance(ctx, authorisedAccountOf(paymentRequestId))
  const waiting = await waitingSpans(ctx, paymentRequestId)
  return lots.flatMap((lot) => waiting.reduce<Span[]>(without, [lot.span]))
}

/** The lots of the payment whose units came back to its account and did not go on yet. */
async function owedLots(ctx: Ctx, paymentRequestId: string): Promise<Span[]> {
  const owed: Span[] = []
  for (const aside of await asidesOf(ctx, paymentRequestId)) {
    for (const back of await originsOfSpans(ctx, { spans: [aside.to] })) {
      if (!back.givenBack) continue
      const lo = aside.from.lo + (back.span.lo - aside.to.lo)
      const source = { ...aside.from, lo, amount: back.span.amount }
      const lots = (await lotOrigins(ctx, { spans: [source] })).map(({ origin }) => origin)
      const known = await originsOfSpans(ctx, { spans: lots })
      owed.push(...known.filter(({ givenBack }) => !givenBack).map(({ span }) => span))
    }
  }
  return owed
}

function after(span: Span, size: bigint): Span {
  return { ...span, lo: span.lo + size, amount: amount(span.amount - size) }
}

function without(spans: readonly Span[], taken: Span): Span[] {
  return spans.flatMap((span) => {
    const [lo, hi] = [span.lo, span.lo + span.amount]
    const [from, to] = [taken.lo, taken.lo + taken.amount]
    if (span.pocketId !== taken.pocketId || to <= lo || from >= hi) return [span]
    return [
      ...(from > lo ? [{ ...span, amount: amount(from - lo) }] : []),
      ...(to < hi ? [{ ...span, lo: to, amount: amount(hi - to) }] : []),
    ]
  })
}
