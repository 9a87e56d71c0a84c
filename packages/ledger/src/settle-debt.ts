import { type Amount, amount, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import type { Who } from './span.ts'
import { perform } from './store/perform.ts'

/**
 * Pays an account's debt from what it holds now, soonest expiry first, as far as that goes.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_account`. Idempotent by key and body.
 */
export async function settleDebt(
  ctx: Ctx,
  input: { readonly key: string; readonly code: string; readonly who: Who },
): Promise<Result<{ txnId: bigint; paid: Amount; owed: Amount }, LedgerError>> {
  const done = await perform<{ paid: string; owed: string }>(ctx, {
    verb: 'settle_debt',
    key: input.key,
    kind: 'settle_debt',
    body: { code: input.code },
    who: input.who,
  })
  if (!done.ok) return done
  const { txnId, value } = done.value
  return ok({ txnId, paid: amount(BigInt(value.paid)), owed: amount(BigInt(value.owed)) })
}
