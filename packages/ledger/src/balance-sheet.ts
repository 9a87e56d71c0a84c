import type { Ctx } from '@modosu/kernel'
import type { AccountKind } from './open-account.ts'
import { selectBalanceSheet } from './store/read.ts'

export interface BalanceSheetLine {
  readonly unit: string
  readonly kind: AccountKind
  readonly accounts: number
  /** Negative where value enters the ledger: issuers, clearing, one side of a conversion. */
  readonly amount: bigint
}

/** What each kind of account holds, per unit. The lines of a unit always add up to zero. */
export async function balanceSheet(ctx: Ctx): Promise<BalanceSheetLine[]> {
  const rows = await selectBalanceSheet(ctx)
  return rows.map((row) => ({
    unit: row.unit,
    kind: row.kind as AccountKind,
    accounts: Number(row.accounts),
    amount: row.amount,
  }))
}
