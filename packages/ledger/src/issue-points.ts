import { type Amount, assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { type Span, type SpanJson, spanOfJson, type Who } from './span.ts'
import { perform } from './store/perform.ts'

export interface IssuePointsInput {
  readonly key: string
  readonly to: string
  readonly amount: Amount
  /** A date of its own (limited-time points), the account's one date (regular), or no end. */
  readonly expiresAt: Date | 'rolling' | 'never'
  /** With `rolling`: the account's regular points all move to this date, if it is later. */
  readonly rollingExpiresAt?: Date | undefined
  readonly kind: string
  readonly who: Who
  readonly memo?: Record<string, unknown> | undefined
}

/**
 * Brings new units into the ledger from the issuer account of the unit (`issuer:pt`).
 *
 * Regular points whose date has passed are posted to breakage first: new points do not revive them.
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_account`, `ledger/expired`.
 * Idempotent by key and body.
 */
export async function issuePoints(
  ctx: Ctx,
  input: IssuePointsInput,
): Promise<Result<{ txnId: bigint; span: Span }, LedgerError>> {
  assert(input.amount > 0n, 'nothing to issue')
  const done = await perform<{ span: SpanJson }>(ctx, {
    verb: 'issue',
    key: input.key,
    kind: input.kind,
    body: {
      to: input.to,
      amount: input.amount.toString(),
      expiresAt: input.expiresAt === 'never' ? 'rolling' : input.expiresAt,
      rollingExpiresAt: input.rollingExpiresAt,
    },
    who: input.who,
    memo: input.memo,
  })
  if (!done.ok) return done
  return ok({ txnId: done.value.txnId, span: spanOfJson(done.value.value.span) })
}
