import { type Amount, type Ctx, type Result, refuse } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { openAccount } from './open-account.ts'
import { postOne } from './post-one.ts'
import { readBalance } from './read-balance.ts'
import type { Who } from './span.ts'

/**
 * Spends points on an order, for good: they go to the order's own sink, `redeemed:<order>`, out of
 * which they can still be given back. An order that may be cancelled reserves instead.
 *
 * Refusals in order: `ledger/unknown_account`, `ledger/account_conflict` (an order of another unit),
 * `ledger/conflicting_key`, `ledger/frozen`, `ledger/insufficient`. Idempotent by key and body.
 */
export async function redeemPoints(
  ctx: Ctx,
  input: {
    readonly key: string
    readonly from: string
    readonly order: string
    readonly amount: Amount
    readonly who: Who
  },
): Promise<Result<{ key: string }, LedgerError>> {
  const { key, from, amount, who } = input
  const [account] = (await readBalance(ctx, from)).accounts
  if (!account) return refuse({ code: 'ledger/unknown_account', account: from })
  const to = `redeemed:${input.order}`
  const opened = await openAccount(ctx, { code: to, unit: account.unit, kind: 'redeemed' })
  if (!opened.ok) return opened
  return await postOne(ctx, { key, from, to, amount, who, kind: 'redeem' })
}
