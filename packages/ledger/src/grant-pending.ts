import { type Amount, type Ctx, type Result, refuse } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { issuePoints } from './issue-points.ts'
import { openAccount } from './open-account.ts'
import { readBalance } from './read-balance.ts'
import type { Span, Who } from './span.ts'

/**
 * Grants points that become usable later (`settleGrant`) or never (`cancelGrant`). They wait in an
 * account of their own, `pending:<account>`, outside the balance; their clock stands still.
 *
 * Refusals in order: `ledger/unknown_account`, then those of `issuePoints`.
 * Idempotent by key and body.
 */
export async function grantPending(
  ctx: Ctx,
  input: {
    readonly key: string
    /** The account that they are for. */
    readonly to: string
    readonly amount: Amount
    /** A date of their own, or the account's one date, which settling may move. */
    readonly expiresAt: Date | 'rolling'
    readonly kind: string
    readonly who: Who
  },
): Promise<Result<{ txnId: bigint; span: Span }, LedgerError>> {
  const [account] = (await readBalance(ctx, input.to)).accounts
  if (!account) return refuse({ code: 'ledger/unknown_account', account: input.to })
  const code = `pending:${input.to}`
  const opened = await openAccount(ctx, { code, unit: account.unit, kind: 'pending' })
  if (!opened.ok) return opened
  return await issuePoints(ctx, { ...input, to: code })
}
