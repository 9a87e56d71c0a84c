import { assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { type MovedJson, type MovedSpan, readMoved } from './moved-spans.ts'
import { SPANS_MAX, type Span, spanToJson, type Who } from './span.ts'
import { perform } from './store/perform.ts'

export interface GiveBackPart {
  /** Units in the account of a case, an escrow, a sink or the loss fund. */
  readonly from: Span
  /** The payer's units that they stand for; of the same amount. */
  readonly origin: Span
}

export interface GiveBackInput {
  readonly key: string
  readonly parts: readonly GiveBackPart[]
  /** `origin`: the accounts that the origins were taken from; or one account of their unit. */
  readonly to: 'origin' | string
  /** Where the original expiry has passed: what returns lives this many days from now. */
  readonly graceDays: number
  readonly who: Who
  readonly memo?: Record<string, unknown> | undefined
}

/**
 * Gives units back to the pocket of the expiry that they were taken from, backwards through a
 * conversion where one lay between. An origin is given back at most once, whoever asks.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/span_not_live`, `ledger/not_given_from_here`,
 * `ledger/already_given_back`, `ledger/span_not_spent` (an origin never left its owner),
 * `ledger/unknown_account`, `ledger/unit_mismatch`, `ledger/same_account`.
 * Idempotent by key and body.
 */
export async function giveBack(
  ctx: Ctx,
  input: GiveBackInput,
): Promise<Result<{ txnId: bigint; moved: MovedSpan[] }, LedgerError>> {
  assert(input.parts.length > 0, 'nothing to give back')
  assert(input.parts.length <= SPANS_MAX, `more than ${SPANS_MAX} parts given back at once`)
  for (const part of input.parts) {
    assert(part.from.amount === part.origin.amount, 'a part and its origin differ in amount')
  }
  const done = await perform<MovedJson>(ctx, {
    verb: 'give_back',
    key: input.key,
    kind: 'give_back',
    body: {
      parts: input.parts.map((part) => ({
        from: spanToJson(part.from),
        origin: spanToJson(part.origin),
      })),
      to: input.to,
      graceDays: input.graceDays,
    },
    who: input.who,
    memo: input.memo,
  })
  if (!done.ok) return done
  const asked = input.parts.map((part) => part.from)
  return ok({ txnId: done.value.txnId, moved: readMoved(done.value.value, asked) })
}
