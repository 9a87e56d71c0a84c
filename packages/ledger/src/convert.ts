import { type Amount, assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import type { Who } from './span.ts'
import { perform } from './store/perform.ts'

export interface ConvertInput {
  readonly key: string
  readonly from: string
  readonly to: string
  readonly amount: Amount
  readonly kind: string
  readonly who: Who
  readonly memo?: Record<string, unknown> | undefined
}

/**
 * Turns units of one account into units of another at 1:1, in one transaction with a leg in each
 * unit. What is spent follows the published order and keeps its expiry.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_account`, `ledger/unit_mismatch` (no
 * conversion is open between the two units), `ledger/frozen`, `ledger/insufficient`.
 * Idempotent by key and body.
 */
export async function convert(
  ctx: Ctx,
  input: ConvertInput,
): Promise<Result<{ txnId: bigint }, LedgerError>> {
  assert(input.amount > 0n, 'nothing to convert')
  const done = await perform(ctx, {
    verb: 'convert',
    key: input.key,
    kind: input.kind,
    body: { from: input.from, to: input.to, amount: input.amount.toString() },
    who: input.who,
    memo: input.memo,
  })
  return done.ok ? ok({ txnId: done.value.txnId }) : done
}
