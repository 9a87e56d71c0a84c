import { type Amount, amount, assert } from '@modosu/kernel'

/**
 * `[lo, lo + amount)` of the stream of units that ever entered a pocket. A span names the same
 * units for ever, wherever they are now.
 */
export interface Span {
  readonly pocketId: bigint
  readonly lo: bigint
  readonly amount: Amount
}

/** Who did it. Reversal is by session, so every verb takes one. */
export interface Who {
  readonly sessionId?: string | undefined
  readonly deviceId?: string | undefined
  readonly subject?: string | undefined
  readonly caseId?: string | undefined
}

/** A span as the SQL functions write it: digits, since JSON numbers end at 2^53. */
export interface SpanJson {
  readonly pocketId: string
  readonly lo: string
  readonly amount: string
}

/** More spans in one request are split by the caller; the bound keeps one request in memory. */
export const SPANS_MAX = 20_000

export function spanToJson(span: Span): SpanJson {
  return {
    pocketId: span.pocketId.toString(),
    lo: span.lo.toString(),
    amount: span.amount.toString(),
  }
}

export function spanOfJson(json: SpanJson): Span {
  return {
    pocketId: BigInt(json.pocketId),
    lo: BigInt(json.lo),
    amount: amount(BigInt(json.amount)),
  }
}

/** The three columns of a list of spans, as the SQL functions take them. */
export function spanColumns(spans: readonly Span[]): [bigint[], bigint[], bigint[]] {
  assert(spans.length <= SPANS_MAX, `more than ${SPANS_MAX} spans in one request`)
  return [
    spans.map((span) => span.pocketId),
    spans.map((span) => span.lo),
    spans.map((span) => span.amount),
  ]
}

/** What of `span` is in none of `taken`; all of the same pocket, in any order. */
export function subtractSpans(span: Span, taken: readonly Span[]): Span[] {
  const rest: Span[] = []
  let at = span.lo
  const end = span.lo + span.amount
  const sorted = taken
    .filter((other) => other.pocketId === span.pocketId)
    .sort((left, right) => (left.lo < right.lo ? -1 : 1))
  for (const other of sorted) {
    if (other.lo + other.amount <= at || other.lo >= end) continue
    if (other.lo > at) rest.push({ ...span, lo: at, amount: amount(other.lo - at) })
    at = other.lo + other.amount
  }
  if (at < end) rest.push({ ...span, lo: at, amount: amount(end - at) })
  return rest
}

/** Session, device and subject as the one text that the ledger keeps once for all transactions. */
export function packActor(who: Who): string {
  const parts = [who.sessionId ?? '', who.deviceId ?? '', who.subject ?? '']
  assert(!parts.some((part) => part.includes('|')), 'an id may not contain a bar')
  return parts.join('|')
}
