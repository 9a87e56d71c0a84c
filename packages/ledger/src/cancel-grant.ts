import { type Amount, type Ctx, type Result, refuse } from '@modosu/kernel'
import type { LedgerError } from './errors.ts'
import { openAccount } from './open-account.ts'
import { moveOfTransaction } from './part-of-transaction.ts'
import { readBalance } from './read-balance.ts'
import type { Who } from './span.ts'
import { spansOfTransaction } from './spans-of-transaction.ts'

/**
 * Takes a pending grant away before it became usable: its units go to `cancelled:<unit>`, a sink.
 *
 * Refusals in order: `ledger/unknown_reservation`, `ledger/account_conflict` (that sink is something
 * else), `ledger/conflicting_key`, `ledger/span_not_live` (settled or cancelled under another key).
 * Idempotent by key and body.
 */
export async function cancelGrant(
  ctx: Ctx,
  input: { readonly key: string; readonly grant: string; readonly who: Who },
): Promise<Result<{ txnId: bigint; amount: Amount }, LedgerError>> {
  const [granted] = await spansOfTransaction(ctx, { key: input.grant })
  if (!granted) return refuse({ code: 'ledger/unknown_reservation', key: input.grant })
  const [account] = (await readBalance(ctx, granted.toCode)).accounts
  if (!account) return refuse({ code: 'ledger/unknown_account', account: granted.toCode })
  const to = `cancelled:${account.unit}`
  const opened = await openAccount(ctx, { code: to, unit: account.unit, kind: 'redeemed' })
  if (!opened.ok) return opened
  const { key, who } = input
  return await moveOfTransaction(ctx, { key, to, who, of: input.grant, kind: 'cancel' })
}
