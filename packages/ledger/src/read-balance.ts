import { type Amount, amount, assert, type Ctx } from '@modosu/kernel'
import type { AccountKind } from './open-account.ts'
import type { Span } from './span.ts'
import { type LotRow, selectLots } from './store/read.ts'

export interface BalanceLot {
  readonly code: string
  readonly unit: string
  readonly pocketId: bigint
  /** The units themselves, to hold or move them. */
  readonly span: Span
  readonly amount: Amount
  readonly expiresAt: Date | 'rolling' | 'never'
  /** The date of regular points; with `rolling` only. */
  readonly rollingExpiresAt: Date | undefined
  /** False when the date has passed and the sweep to breakage has not come yet. */
  readonly spendable: boolean
}

export interface AccountState {
  readonly code: string
  readonly unit: string
  readonly kind: AccountKind
  readonly frozen: boolean
  /** What the account owes; that much of its total cannot be spent. */
  readonly debt: Amount
}

export interface Balance {
  /** By account, in spending order: the soonest expiry first, regular points last. */
  readonly lots: readonly BalanceLot[]
  /** Everything whose date has not passed; of one unit, when the accounts are. */
  readonly total: Amount
  readonly accounts: readonly AccountState[]
}

const CODES_MAX = 1_000

/** What accounts hold now, lot by lot. An account that is not open has no row in `accounts`. */
export async function readBalance(ctx: Ctx, codes: string | readonly string[]): Promise<Balance> {
  const list = typeof codes === 'string' ? [codes] : codes
  assert(list.length <= CODES_MAX, `more than ${CODES_MAX} accounts in one reading`)
  const rows = await selectLots(ctx, list)
  const lots = rows.flatMap((row) => lotOf(row, ctx.now))
  const accounts = new Map(rows.map((row) => [row.code, stateOf(row)]))
  return {
    lots,
    total: amount(lots.reduce((sum, lot) => (lot.spendable ? sum + lot.amount : sum), 0n)),
    accounts: [...accounts.values()],
  }
}

function stateOf(row: LotRow): AccountState {
  return {
    code: row.code,
    unit: row.unit,
    kind: row.kind as AccountKind,
    frozen: row.frozen_at !== null,
    debt: amount(row.debt),
  }
}

function lotOf(row: LotRow, now: Date): BalanceLot[] {
  // Accounts through which value enters the ledger stand below zero; they hold no lots.
  if (row.pocket_id === null || row.lo === null || row.amount <= 0n) return []
  const rolling = row.expires_at === null && row.clock_runs && row.rolling_expires_at !== null
  const endsAt = row.clock_runs ? (row.expires_at ?? row.rolling_expires_at) : null
  return [
    {
      code: row.code,
      unit: row.unit,
      pocketId: row.pocket_id,
      span: { pocketId: row.pocket_id, lo: row.lo, amount: amount(row.amount) },
      amount: amount(row.amount),
      expiresAt: row.expires_at ?? (rolling ? 'rolling' : 'never'),
      rollingExpiresAt: rolling ? (row.rolling_expires_at ?? undefined) : undefined,
      spendable: endsAt === null || endsAt > now,
    },
  ]
}
