import { assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { type MovedJson, type MovedSpan, readMoved } from './moved-spans.ts'
import { SPANS_MAX, type Span, spanToJson, type Who } from './span.ts'
import { perform } from './store/perform.ts'

export interface MoveSpansInput {
  readonly key: string
  readonly spans: readonly Span[]
  readonly to: string
  readonly kind: string
  readonly who: Who
  /** Where an expiry has passed meanwhile: what arrives lives this many days from now. */
  readonly graceDays?: number | undefined
  readonly memo?: Record<string, unknown> | undefined
}

/**
 * Posts exactly these units to another account; each keeps its expiry. All or nothing.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_account`, `ledger/span_not_live`,
 * `ledger/frozen`, `ledger/unit_mismatch`, `ledger/same_account`. Idempotent by key and body.
 */
export async function moveSpans(
  ctx: Ctx,
  input: MoveSpansInput,
): Promise<Result<{ txnId: bigint; moved: MovedSpan[] }, LedgerError>> {
  assert(input.spans.length > 0, 'no spans to move')
  assert(input.spans.length <= SPANS_MAX, `more than ${SPANS_MAX} spans in one move`)
  const done = await perform<MovedJson>(ctx, {
    verb: 'move_spans',
    key: input.key,
    kind: input.kind,
    body: { spans: input.spans.map(spanToJson), to: input.to, graceDays: input.graceDays },
    who: input.who,
    memo: input.memo,
  })
  if (!done.ok) return done
  return ok({ txnId: done.value.txnId, moved: readMoved(done.value.value, input.spans) })
}
