import { amount, type Ctx, mustSucceed } from '@modosu/kernel'
import {
  type GiveBackPart,
  giveBack,
  lotOrigins,
  moveSpans,
  originsOfSpans,
  readBalance,
  type Span,
  transferSpans,
} from '@modosu/ledger'
import { listCaptures } from '../store/capture.ts'
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

/**
 * The lots of the payment whose units came back and did not go on yet. Captures take what was set aside
 * from its beginning on, so a unit of a transfer is known by its place in the payment.
 */
async function owedLots(ctx: Ctx, paymentRequestId: string): Promise<Span[]> {
  const asides = (await asidesOf(ctx, paymentRequestId)).map(({ from }) => from)
  const owed: Span[] = []
  for (const { transferId, amount: size, beginsAt } of await listCaptures(ctx, paymentRequestId)) {
    const whole = { transferId, direction: 'out', lo: 0n, amount: size } as const
    for (const { lo, span } of await transferSpans(ctx, whole)) {
      for (const back of await originsOfSpans(ctx, { spans: [span] })) {
        if (!back.givenBack) continue
        const at = beginsAt + lo + (back.span.lo - span.lo)
        const sources = sliceOf(asides, at, back.span.amount)
        const lots = (await lotOrigins(ctx, { spans: sources })).map(({ origin }) => origin)
        const known = await originsOfSpans(ctx, { spans: lots })
        owed.push(...known.filter(({ givenBack }) => !givenBack).map((one) => one.span))
      }
    }
  }
  return owed
}

/** The units `[at, at + size)` of spans that stand one after the other. */
function sliceOf(spans: readonly Span[], at: bigint, size: bigint): Span[] {
  let begin = 0n
  return spans.flatMap((span) => {
    const [from, to] = [max(at - begin, 0n), min(at + size - begin, span.amount)]
    begin += span.amount
    return from < to ? [{ ...span, lo: span.lo + from, amount: amount(to - from) }] : []
  })
}

const min = (a: bigint, b: bigint) => (a < b ? a : b)
const max = (a: bigint, b: bigint) => (a > b ? a : b)

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
