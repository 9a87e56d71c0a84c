import type { Ctx, Result } from '@modosu/kernel'
import { changeAccount } from './change-account.ts'
import type { LedgerError } from './errors.ts'

/**
 * Moves the one date of all regular points of an account, never to an earlier one. One row changes,
 * however many points there are; those whose date has passed go to breakage first, as a later date
 * does not revive them. Refusals in order: `ledger/unknown_account`. Idempotent.
 */
export function extendRolling(
  ctx: Ctx,
  input: { readonly code: string; readonly rollingExpiresAt: Date },
): Promise<Result<{ code: string }, LedgerError>> {
  return changeAccount(ctx, {
    code: input.code,
    change: 'extend_rolling',
    rollingExpiresAt: input.rollingExpiresAt,
  })
}
