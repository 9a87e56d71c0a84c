import type { Ctx } from '@modosu/kernel'

/** What the office may take from a member for a time. */
export const limitScopes = ['sell', 'payout'] as const
export type LimitScope = (typeof limitScopes)[number]

export async function readLimit(ctx: Ctx, memberId: string, scope: LimitScope): Promise<boolean> {
  const found = await ctx.tx.query(
    `select 1 from market.member_limit
     where member_id = $1 and scope = $2 and ended_at is null limit 1`,
    [memberId, scope],
  )
  return found.rowCount > 0
}

/** Sets a limit; one that stands already stays as it is. */
export async function insertLimit(
  ctx: Ctx,
  limit: { memberId: string; scope: LimitScope; reason: string; setBy: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.member_limit (member_id, scope, since, reason, set_by)
     select $1, $2, $3, $4, $5
     where not exists (select 1 from market.member_limit
       where member_id = $1 and scope = $2 and ended_at is null)`,
    [limit.memberId, limit.scope, ctx.now, limit.reason, limit.setBy],
  )
}

export async function endLimit(ctx: Ctx, memberId: string, scope: LimitScope): Promise<void> {
  await ctx.tx.query(
    `update market.member_limit set ended_at = $3
     where member_id = $1 and scope = $2 and ended_at is null`,
    [memberId, scope, ctx.now],
  )
}

export async function insertWithheldDecision(
  ctx: Ctx,
  decision: { orderId: string; decided: 'paid' | 'kept'; reason: string; decidedBy: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.withheld_decision (order_id, decided, reason, decided_by, decided_at)
     values ($1, $2, $3, $4, $5)`,
    [decision.orderId, decision.decided, decision.reason, decision.decidedBy, ctx.now],
  )
}

export async function readWithheldDecision(
  ctx: Ctx,
  orderId: string,
): Promise<'paid' | 'kept' | undefined> {
  const found = await ctx.tx.query<{ decided: 'paid' | 'kept' }>(
    'select decided from market.withheld_decision where order_id = $1',
    [orderId],
  )
  return found.rows[0]?.decided
}
