import { type Amount, amount, assert, type Ctx, ok, type Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import type { Who } from './span.ts'
import { perform } from './store/perform.ts'

/**
 * Takes earned points back, as after a cancelled purchase. What was spent already becomes a debt of
 * the account: a negative balance that blocks that much spending, not a negative lot.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_account` (also: not a member's).
 * Idempotent by key and body.
 */
export async function clawBackPoints(
  ctx: Ctx,
  input: {
    readonly key: string
    readonly code: string
    readonly amount: Amount
    readonly who: Who
    readonly memo?: Record<string, unknown> | undefined
  },
): Promise<Result<{ txnId: bigint; owed: Amount }, LedgerError>> {
  assert(input.amount > 0n, 'nothing to take back')
  const done = await perform<{ owed: string }>(ctx, {
    verb: 'claw_back',
    key: input.key,
    kind: 'claw_back',
    body: { code: input.code, amount: input.amount.toString() },
    who: input.who,
    memo: input.memo,
  })
  if (!done.ok) return done
  return ok({ txnId: done.value.txnId, owed: amount(BigInt(done.value.value.owed)) })
}
