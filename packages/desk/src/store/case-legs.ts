import type { Ctx } from '@modosu/kernel'

/** One leg that a neighbour asked of us. */
export interface CaseLeg {
  readonly legId: string
  readonly caseId: string
  readonly amount: bigint
  readonly openedAt: Date
  readonly settledAt: Date | null
}

type LegRow = CaseLeg & Record<string, unknown>

/** Writes a leg; false when the desk has it already. */
export async function insertCaseLeg(
  ctx: Ctx,
  leg: { legId: string; caseId: string; amount: bigint },
): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `insert into desk.case_leg (leg_id, case_id, amount, opened_at)
     values ($1, $2, $3, $4)
     on conflict on constraint case_leg_pkey do nothing`,
    [leg.legId, leg.caseId, leg.amount, ctx.now],
  )
  return rowCount === 1
}

export async function findCaseLeg(ctx: Ctx, legId: string): Promise<CaseLeg | undefined> {
  const { rows } = await ctx.tx.query<LegRow>(
    `select leg_id as "legId", case_id as "caseId", amount, opened_at as "openedAt",
       settled_at as "settledAt"
     from desk.case_leg where leg_id = $1`,
    [legId],
  )
  return rows[0]
}

export async function settleCaseLeg(ctx: Ctx, legId: string): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    'update desk.case_leg set settled_at = $2 where leg_id = $1 and settled_at is null',
    [legId, ctx.now],
  )
  return rowCount === 1
}

/** How many legs of a case are not settled yet. */
export async function countOpenLegs(ctx: Ctx, caseId: string): Promise<number> {
  const { rows } = await ctx.tx.query<{ open: bigint }>(
    'select count(*) as open from desk.case_leg where case_id = $1 and settled_at is null',
    [caseId],
  )
  return Number(rows[0]?.open ?? 0n)
}
