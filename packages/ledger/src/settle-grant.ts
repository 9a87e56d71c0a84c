import type { Amount, Ctx, Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { extendRolling } from './extend-rolling.ts'
import { moveOfTransaction } from './part-of-transaction.ts'
import type { Who } from './span.ts'

/**
 * Makes a pending grant usable: its units move to their account with their expiry. Regular points
 * move the account's one date, as every new earning does.
 *
 * Refusals in order: `ledger/unknown_reservation`, `ledger/conflicting_key`, `ledger/span_not_live`
 * (settled or cancelled under another key), then those of `moveSpans`.
 * Idempotent by key and body.
 */
export async function settleGrant(
  ctx: Ctx,
  input: {
    readonly key: string
    /** The key of the grant. */
    readonly grant: string
    readonly to: string
    readonly rollingExpiresAt?: Date | undefined
    readonly who: Who
  },
): Promise<Result<{ txnId: bigint; amount: Amount }, LedgerError>> {
  const { key, to, who, rollingExpiresAt } = input
  const moved = await moveOfTransaction(ctx, { key, to, who, of: input.grant, kind: 'settle' })
  if (!moved.ok || rollingExpiresAt === undefined) return moved
  const extended = await extendRolling(ctx, { code: to, rollingExpiresAt })
  return extended.ok ? moved : extended
}
