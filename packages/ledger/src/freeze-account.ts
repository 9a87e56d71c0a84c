import type { Ctx, Result } from '@modosu/kernel'
import { changeAccount } from './change-account.ts'
import type { LedgerError } from './errors.ts'

/**
 * Freezes an account: nothing can leave it by itself. Value still arrives, and a hold can still take
 * spans out of it. The first reason stays when it is frozen twice.
 *
 * Refusals in order: `ledger/unknown_account`. Idempotent.
 */
export function freezeAccount(
  ctx: Ctx,
  input: { readonly code: string; readonly reason: string },
): Promise<Result<{ code: string }, LedgerError>> {
  return changeAccount(ctx, { code: input.code, change: 'freeze', reason: input.reason })
}
