import { assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { type MovedJson, missedSpans, readMoved } from './moved-spans.ts'
import { SPANS_MAX, type Span, spanToJson, type Who } from './span.ts'
import { perform } from './store/perform.ts'

export interface PlaceHoldInput {
  readonly key: string
  readonly caseId: string
  readonly spans: readonly Span[]
  /** The account of the case, of the same unit. */
  readonly to: string
  readonly who: Who
  /** When the hold ends by itself, unless it is renewed; see `releaseLapsedHolds`. */
  readonly until?: Date | undefined
}

export interface HeldSpan {
  /** The asked units, in the terms of the request. */
  readonly span: Span
  /** Where they lie in the account of the case now. */
  readonly heldSpan: Span
}

/**
 * Cuts exact spans out of the queues that they are in and puts them into the account of a case.
 * Only what is still there is held; the rest of each queue stays spendable at once and in order.
 * Works on frozen accounts too.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_account` (also: not the account of a
 * case), `ledger/expired` (the end has passed), `ledger/unit_mismatch`, `ledger/same_account`.
 * Idempotent by key and body.
 */
export async function placeHold(
  ctx: Ctx,
  input: PlaceHoldInput,
): Promise<Result<{ txnId: bigint; held: HeldSpan[]; missed: Span[] }, LedgerError>> {
  assert(input.spans.length <= SPANS_MAX, `more than ${SPANS_MAX} spans in one hold`)
  const done = await perform<MovedJson>(ctx, {
    verb: 'place_hold',
    key: input.key,
    kind: 'hold',
    body: {
      spans: input.spans.map(spanToJson),
      to: input.to,
      holdKey: input.key,
      until: input.until,
    },
    who: { ...input.who, caseId: input.caseId },
  })
  if (!done.ok) return done
  const moved = readMoved(done.value.value, input.spans)
  return ok({
    txnId: done.value.txnId,
    held: moved.map((piece) => ({ span: piece.asked, heldSpan: piece.to })),
    missed: missedSpans(input.spans, moved),
  })
}
