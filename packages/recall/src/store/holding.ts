import type { Ctx } from '@modosu/kernel'
import type { Holding } from '../holder.ts'
import type { HoldingOutcome } from '../measure/holdings.ts'

export async function insertHoldings(ctx: Ctx, holdings: readonly Holding[]): Promise<void> {
  await ctx.tx.query(
    `insert into recall.holding (leg_id, account, case_id, amount, held_at)
     select h.leg_id, h.account, h.case_id, h.amount, $5
     from unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
       as h (leg_id, account, case_id, amount)
     on conflict on constraint holding_pkey do nothing`,
    [
      holdings.map((holding) => holding.legId),
      holdings.map((holding) => holding.account),
      holdings.map((holding) => holding.caseId),
      holdings.map((holding) => holding.amount),
      ctx.now,
    ],
  )
}

export async function endHolding(
  ctx: Ctx,
  holding: { legId: string; account: string; outcome: HoldingOutcome },
): Promise<void> {
  await ctx.tx.query(
    `update recall.holding set ended_at = $3, outcome = $4
     where leg_id = $1 and account = $2 and ended_at is null`,
    [holding.legId, holding.account, ctx.now, holding.outcome],
  )
}
