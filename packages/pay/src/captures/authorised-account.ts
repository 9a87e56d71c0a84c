import { type Amount, amount, type Ctx, mustSucceed } from '@modosu/kernel'
import {
  giveBack,
  lotOrigins,
  moveSpans,
  openAccount,
  type Span,
  spansOfTransaction,
  type TraceEnd,
  type TransactionSpan,
  traceForward,
  type Who,
} from '@modosu/ledger'
import type { Means } from '../means/gather-means.ts'
import { PAY_UNIT } from '../pay-account.ts'

const AUTHORISED = /^authorised:([a-z]+_[0-9a-z]+)$/
const MEANS = ['points', 'wallet'] as const

/** The ledger account in which the value of an approved payment waits for its capture. */
export function authorisedAccountOf(paymentRequestId: string): string {
  return `authorised:${paymentRequestId}`
}

/** Which payment an account belongs to, or `undefined` when it belongs to none. */
export function paymentOfAccount(account: string): string | undefined {
  return AUTHORISED.exec(account)?.[1]
}

const keyOf = (paymentRequestId: string, means: (typeof MEANS)[number]) =>
  `pay.authorised_${means}:${paymentRequestId}`

/** Sets the money of a payment aside: points and other means each in a move of their own. */
export async function setAside(
  ctx: Ctx,
  paymentRequestId: string,
  means: Means,
  who: Who,
): Promise<'done' | 'gone'> {
  const to = authorisedAccountOf(paymentRequestId)
  mustSucceed(
    await openAccount(ctx, { code: to, unit: PAY_UNIT, kind: 'escrow' }),
    'an account for a payment can be opened',
  )
  for (const name of MEANS) {
    if (means[name].length === 0) continue
    const key = keyOf(paymentRequestId, name)
    const moved = await moveSpans(ctx, { key, spans: means[name], to, kind: 'pay.authorised', who })
    if (!moved.ok) return 'gone'
  }
  return 'done'
}

/** A piece that still waits, and where it came from. */
interface Waiting {
  readonly span: Span
  readonly from: TransactionSpan
  readonly means: (typeof MEANS)[number]
}

function inOrder(a: TraceEnd, b: TraceEnd): number {
  return a.originIndex - b.originIndex || (a.originLo < b.originLo ? -1 : 1)
}

/** What was set aside for a payment: where each unit came from, and where it went. */
export async function asidesOf(ctx: Ctx, paymentRequestId: string): Promise<TransactionSpan[]> {
  const account = authorisedAccountOf(paymentRequestId)
  const asides: TransactionSpan[] = []
  for (const means of MEANS) {
    const moved = await spansOfTransaction(ctx, { key: keyOf(paymentRequestId, means) })
    asides.push(...moved.filter((piece) => piece.toCode === account))
  }
  return asides
}

/** The units that still wait for their capture. */
export async function waitingSpans(ctx: Ctx, paymentRequestId: string): Promise<Span[]> {
  return (await waitingOf(ctx, paymentRequestId)).map(({ span }) => span)
}

/** What still waits of a payment, in the order of capture: points first. */
async function waitingOf(ctx: Ctx, paymentRequestId: string): Promise<Waiting[]> {
  const account = authorisedAccountOf(paymentRequestId)
  const waiting: Waiting[] = []
  for (const means of MEANS) {
    const aside = await spansOfTransaction(ctx, { key: keyOf(paymentRequestId, means) })
    const brought = aside.filter((piece) => piece.toCode === account)
    const ends = await traceForward(ctx, { spans: brought.map((piece) => piece.to) })
    for (const end of ends.toSorted(inOrder)) {
      const from = brought[end.originIndex]
      if (end.end !== 'live' || end.accountCode !== account || !from) continue
      const by = end.originLo - from.to.lo
      const source = { ...from.from, lo: from.from.lo + by, amount: end.amount }
      waiting.push({ span: end.span, means, from: { ...from, from: source } })
    }
  }
  return waiting
}

/** The first `wanted` units that still wait. */
export async function takeWaiting(
  ctx: Ctx,
  paymentRequestId: string,
  wanted: Amount,
): Promise<Span[] | undefined> {
  const spans: Span[] = []
  let missing: bigint = wanted
  for (const { span } of await waitingOf(ctx, paymentRequestId)) {
    if (missing === 0n) break
    const size = span.amount < missing ? span.amount : missing
    spans.push({ ...span, amount: amount(size) })
    missing -= size
  }
  return missing === 0n ? spans : undefined
}

/** Puts what still waits back: points become points again, money goes to the wallet it came from. */
export async function putBackWaiting(ctx: Ctx, paymentRequestId: string): Promise<void> {
  const waiting = await waitingOf(ctx, paymentRequestId)
  await pointsBack(
    ctx,
    waiting.filter(({ means }) => means === 'points'),
  )
  const wallets = waiting.filter(({ means }) => means === 'wallet')
  for (const to of new Set(wallets.map(({ from }) => from.fromCode))) {
    const moved = await moveSpans(ctx, {
      key: `pay.put_back:${ctx.newId('mv')}`,
      spans: wallets.filter(({ from }) => from.fromCode === to).map(({ span }) => span),
      to,
      kind: 'pay.voided',
      who: {},
    })
    mustSucceed(moved, 'what waits for a payment can go back')
  }
}

async function pointsBack(ctx: Ctx, waiting: readonly Waiting[]): Promise<void> {
  const parts = []
  for (const { span, from } of waiting) {
    for (const { asked, origin } of await lotOrigins(ctx, { spans: [from.from] })) {
      const lo = span.lo + (asked.lo - from.from.lo)
      parts.push({ from: { ...span, lo, amount: asked.amount }, origin })
    }
  }
  if (parts.length === 0) return
  const key = `pay.put_back:${ctx.newId('mv')}`
  const given = await giveBack(ctx, { key, parts, to: 'origin', graceDays: 0, who: {} })
  mustSucceed(given, 'points that wait for a payment can go back')
}
