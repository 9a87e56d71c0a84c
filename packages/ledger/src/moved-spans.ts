import { amount } from '@modosu/kernel'
import { type Span, type SpanJson, spanOfJson, subtractSpans } from './span.ts'

/** A piece of what was asked: which request, which units of it, and where they are now. */
export interface MovedSpan {
  /** The place of the asked span in the request. */
  readonly index: number
  /** The asked units, in the terms of the request. */
  readonly asked: Span
  /** Where they were taken from: the asked place, or a later queue of the same account. */
  readonly from: Span
  readonly to: Span
}

export interface MovedJson {
  readonly moved: readonly {
    readonly index: number
    readonly askedLo: string
    readonly from: SpanJson
    readonly to: SpanJson
  }[]
}

export function readMoved(json: MovedJson, asked: readonly Span[]): MovedSpan[] {
  return json.moved.map((piece) => {
    const to = spanOfJson(piece.to)
    const request = asked[piece.index]
    if (request === undefined) throw new Error('the ledger moved a span that was not asked for')
    return {
      index: piece.index,
      asked: { pocketId: request.pocketId, lo: BigInt(piece.askedLo), amount: to.amount },
      from: spanOfJson(piece.from),
      to,
    }
  })
}

/** What of the asked spans was not moved. */
export function missedSpans(asked: readonly Span[], moved: readonly MovedSpan[]): Span[] {
  return asked.flatMap((span, index) =>
    subtractSpans(
      span,
      moved.filter((piece) => piece.index === index).map((piece) => piece.asked),
    ),
  )
}

export function totalOf(spans: readonly Span[]): bigint {
  return amount(spans.reduce((sum, span) => sum + span.amount, 0n))
}
