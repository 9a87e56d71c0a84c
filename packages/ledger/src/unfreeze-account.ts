import type { Ctx, Result } from '@modosu/kernel'
import { changeAccount } from './change-account.ts'
import type { LedgerError } from './errors.ts'

/** Lets an account spend again. Refusals in order: `ledger/unknown_account`. Idempotent. */
export function unfreezeAccount(
  ctx: Ctx,
  input: { readonly code: string; readonly reason: string },
): Promise<Result<{ code: string }, LedgerError>> {
  return changeAccount(ctx, { code: input.code, change: 'unfreeze', reason: input.reason })
}
