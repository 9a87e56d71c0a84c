import type { Ctx } from '@modosu/kernel'

export interface LapsedRow {
  readonly [column: string]: unknown
  readonly hold_key: string
  readonly case_id: string
  readonly held_until: Date
  /** Whose the units were, and where they lie; null when nothing of the hold is left. */
  readonly code: string | null
  readonly pocket_id: bigint | null
  readonly lo: bigint | null
  readonly amount: bigint | null
}

export async function selectLapsedHolds(ctx: Ctx, limit: number): Promise<LapsedRow[]> {
  const { rows } = await ctx.tx.query<LapsedRow>(
    `select hold_key, case_id, held_until, code, pocket_id, lo, amount
     from ledger.lapsed_holds($1, $2)`,
    [ctx.now, limit],
  )
  return rows
}

export interface BalanceAtRow {
  readonly [column: string]: unknown
  readonly expires_at: Date | null
  readonly amount: bigint
}

export async function selectBalanceAt(
  ctx: Ctx,
  code: string,
  at: { readonly effectiveAt?: Date | undefined; readonly recordedAt?: Date | undefined },
): Promise<BalanceAtRow[]> {
  const { rows } = await ctx.tx.query<BalanceAtRow>(
    'select expires_at, amount from ledger.balance_at($1, $2, $3)',
    [code, at.effectiveAt ?? 'infinity', at.recordedAt ?? 'infinity'],
  )
  return rows
}

export interface ClearingRow {
  readonly [column: string]: unknown
  readonly transfer_id: string
  readonly direction: 'in' | 'out'
  readonly kind: string
  readonly unit: string
  readonly amount: bigint
}

export async function selectClearing(ctx: Ctx, neighbour: string): Promise<ClearingRow[]> {
  const { rows } = await ctx.tx.query<ClearingRow>(
    `select transfer_id, direction, kind, unit, amount from ledger.transfers
     where neighbour = $1 order by txn_id`,
    [neighbour],
  )
  return rows
}

/** A part of them, in the order of their names. */
export async function selectStatement(
  ctx: Ctx,
  part: { neighbour: string; from: string; before: string; limit: number },
): Promise<ClearingRow[]> {
  const { rows } = await ctx.tx.query<ClearingRow>(
    `select transfer_id, direction, kind, unit, amount from ledger.transfers
     where neighbour = $1 and transfer_id >= $2 and transfer_id < $3
     order by transfer_id, direction limit $4`,
    [part.neighbour, part.from, part.before, part.limit],
  )
  return rows
}

export interface ClaimRuleRow {
  readonly [column: string]: unknown
  readonly claim_role: string
  readonly claim_order: number
  readonly takes: 'traced' | 'all' | 'nothing' | 'ask'
}

export async function selectClaimRules(ctx: Ctx): Promise<ClaimRuleRow[]> {
  const { rows } = await ctx.tx.query<ClaimRuleRow>(
    'select claim_role, claim_order, takes from ledger.claim_rules order by claim_order',
  )
  return rows
}

export async function selectClaimRoles(ctx: Ctx): Promise<Map<string, string>> {
  const { rows } = await ctx.tx.query<{ kind: string; claim_role: string }>(
    'select kind, claim_role from ledger.account_kinds',
  )
  return new Map(rows.map((row) => [row.kind, row.claim_role]))
}
