import type { Amount, Ctx, Result } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { postOne } from './post-one.ts'
import type { Who } from './span.ts'

/**
 * Sets units aside in an escrow account, in the published spending order. They wait there for
 * `commitReservation` (whole or part) or `voidReservation`; their clock stands still.
 *
 * Refusals in order: `ledger/conflicting_key`, `ledger/unknown_account`, `ledger/unit_mismatch`,
 * `ledger/frozen`, `ledger/insufficient`. Idempotent by key and body.
 */
export function reservePoints(
  ctx: Ctx,
  input: {
    readonly key: string
    readonly from: string
    readonly to: string
    readonly amount: Amount
    readonly who: Who
  },
): Promise<Result<{ key: string }, LedgerError>> {
  return postOne(ctx, { ...input, kind: 'reserve' })
}
