import { type Amount, type Ctx, ok, type Result } from '@modosu/kernel'
import { issuePoints, type LedgerError, openAccount } from '@modosu/ledger'
import { lossAccount } from './keep-for-loss-account.ts'

/**
 * The company sets money of its own aside for what claims cannot bring back. It is the only way into
 * the account besides late returns, an act of its own in the ledger, so nothing that an owner is paid
 * was made for him. Idempotent by key.
 *
 * Refusals: those of the ledger's `issuePoints`.
 */
export async function fundLossAccount(
  ctx: Ctx,
  input: { readonly key: string; readonly unit: string; readonly amount: Amount },
): Promise<Result<{ account: string }, LedgerError>> {
  const account = lossAccount(input.unit)
  const opened = await openAccount(ctx, { code: account, unit: input.unit, kind: 'loss' })
  if (!opened.ok) return opened
  const issued = await issuePoints(ctx, {
    key: `loss-fund:${input.key}`,
    to: account,
    amount: input.amount,
    expiresAt: 'never',
    kind: 'loss_fund',
    who: {},
  })
  return issued.ok ? ok({ account }) : issued
}
