import type { Amount, Ctx, Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { moveOfTransaction } from './part-of-transaction.ts'
import type { Who } from './span.ts'

/**
 * Sends reserved units on: all that are left, or `amount` of them, the soonest expiry first. What is
 * not committed stays reserved.
 *
 * Refusals in order: `ledger/unknown_reservation`, `ledger/conflicting_key`, `ledger/span_not_live`
 * (fewer are left), then those of `moveSpans`. Idempotent by key and body.
 */
export function commitReservation(
  ctx: Ctx,
  input: {
    readonly key: string
    /** The key of the reservation. */
    readonly reservation: string
    readonly to: string
    readonly amount?: Amount | undefined
    readonly who: Who
  },
): Promise<Result<{ txnId: bigint; amount: Amount }, LedgerError>> {
  const { reservation, ...rest } = input
  return moveOfTransaction(ctx, { ...rest, of: reservation, kind: 'commit' })
}
