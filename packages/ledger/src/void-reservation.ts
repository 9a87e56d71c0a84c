import type { Amount, Ctx, Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { moveOfTransaction } from './part-of-transaction.ts'
import type { Who } from './span.ts'

/**
 * Puts what is left of a reservation back where it came from, each unit with its expiry; one whose
 * date passed meanwhile lives on for `graceDays` (none: it stays expired, as after an ordinary
 * cancellation).
 *
 * Refusals in order: `ledger/unknown_reservation`, `ledger/conflicting_key`, `ledger/span_not_live`
 * (nothing is left), then those of `moveSpans`. Idempotent by key and body.
 */
export function voidReservation(
  ctx: Ctx,
  input: {
    readonly key: string
    /** The key of the reservation. */
    readonly reservation: string
    readonly who: Who
    readonly graceDays?: number | undefined
  },
): Promise<Result<{ txnId: bigint; amount: Amount }, LedgerError>> {
  const { reservation, ...rest } = input
  return moveOfTransaction(ctx, { ...rest, of: reservation, kind: 'void' })
}
