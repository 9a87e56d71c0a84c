import type { Ctx } from '@modosu/kernel'

export interface LotRow {
  readonly [column: string]: unknown
  readonly code: string
  readonly unit: string
  readonly kind: string
  readonly pocket_id: bigint | null
  readonly lo: bigint | null
  readonly amount: bigint
  readonly expires_at: Date | null
  readonly rolling_expires_at: Date | null
  readonly clock_runs: boolean
  readonly frozen_at: Date | null
  readonly debt: bigint
}

export async function selectLots(ctx: Ctx, codes: readonly string[]): Promise<LotRow[]> {
  const { rows } = await ctx.tx.query<LotRow>(
    `select code, unit, kind, pocket_id, lo, amount, expires_at, rolling_expires_at, clock_runs,
       frozen_at, debt
     from ledger.lots_of($1)`,
    [codes],
  )
  return rows
}

export interface HistoryRow {
  readonly [column: string]: unknown
  readonly txn_id: bigint
  readonly kind: string
  readonly key: string
  readonly effective_at: Date
  readonly session_id: string | null
  readonly device_id: string | null
  readonly subject: string | null
  readonly case_id: string | null
  readonly memo: Record<string, unknown> | null
  readonly counterparty: string
  readonly amount: bigint
  readonly expires_at: Date | null
}

export async function selectHistory(
  ctx: Ctx,
  code: string,
  before: bigint,
  limit: number,
): Promise<HistoryRow[]> {
  const { rows } = await ctx.tx.query<HistoryRow>(
    `select txn_id, kind, key, effective_at, session_id, device_id, subject, case_id, memo,
       counterparty, amount, expires_at
     from ledger.history_of($1, $2, $3)`,
    [code, before, limit],
  )
  return rows
}

export interface SheetRow {
  readonly [column: string]: unknown
  readonly unit: string
  readonly kind: string
  readonly accounts: bigint
  readonly amount: bigint
}

export async function selectBalanceSheet(ctx: Ctx): Promise<SheetRow[]> {
  const { rows } = await ctx.tx.query<SheetRow>(
    'select unit, kind, accounts, amount from ledger.balance_sheet()',
  )
  return rows
}

export interface AccountRow {
  readonly [column: string]: unknown
  readonly code: string
  readonly kind: string
  readonly unit: string
  readonly balance: bigint
  readonly frozen: boolean
}

/** The accounts whose codes begin so, in the order of their codes. */
export async function selectAccounts(
  ctx: Ctx,
  beginning: string,
  limit: number,
): Promise<AccountRow[]> {
  const { rows } = await ctx.tx.query<AccountRow>(
    `select code, kind, unit, balance, frozen_at is not null as frozen from ledger.accounts
     where starts_with(code, $1) order by code limit $2`,
    [beginning, limit],
  )
  return rows
}

export interface FindingRow {
  readonly [column: string]: unknown
  readonly finding: string
  readonly subject: string
  readonly detail: string
}

export async function selectFindings(ctx: Ctx, limit: number): Promise<FindingRow[]> {
  const { rows } = await ctx.tx.query<FindingRow>(
    `select finding, subject, detail from ledger.verify_streams()
     union all select finding, subject, detail from ledger.verify_transfers()
     union all select finding, subject, detail from ledger.verify_chain()
     limit $1`,
    [limit],
  )
  return rows
}

export interface HeadRow {
  readonly [column: string]: unknown
  readonly transactions: bigint
  readonly blocks: bigint
  readonly hash: string
}

export async function selectHead(ctx: Ctx): Promise<HeadRow> {
  const { rows } = await ctx.tx.query<HeadRow>(
    'select transactions, blocks, hash from ledger.chain_head()',
  )
  const [head] = rows
  if (head === undefined) throw new Error('a ledger without its first block')
  return head
}
