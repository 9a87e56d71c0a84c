import type { Ctx } from '@modosu/kernel'
import type { Abuse } from '../measure/read-abuse.ts'

/** How many claims of an owner, opened since, were withdrawn. A claim about nothing hurt nobody. */
export async function countWithdrawnRoots(ctx: Ctx, ownerId: string, since: Date): Promise<number> {
  const found = await ctx.tx.query<{ failed: bigint }>(
    `select count(distinct case_id) as failed from recall.leg
     where owner = $1 and role = 'root' and stance = 'withdrawn' and asked > 0
       and opened_at >= $2`,
    [ownerId, since],
  )
  return Number(found.rows[0]?.failed ?? 0n)
}

interface AbuseRow extends Record<string, unknown> {
  claims: bigint
  failed: bigint
  expired: bigint
  amount_claimed: bigint
  amount_failed: bigint
  holders: bigint
  amount_held: bigint
  hours_max: bigint
  amount_hours: bigint
  objections: bigint
  heard: bigint
  alarms: bigint
}

/** Claims that failed and holders who were held for nothing, between two times. */
export async function selectAbuse(ctx: Ctx, from: Date, to: Date): Promise<Abuse> {
  const found = await ctx.tx.query<AbuseRow>(
    `with claim as (
       select case_id, max(asked) as asked, bool_or(stance = 'withdrawn') as failed,
         bool_or(stance = 'provisional' and hold_until <= $3) as expired
       from recall.leg where role = 'root' and opened_at >= $1 and opened_at < $2
       group by case_id
     ), wrong as (
       select account, amount,
         extract(epoch from coalesce(ended_at, $3) - held_at) / 3600 as hours
       from recall.holding
       where held_at >= $1 and held_at < $2 and outcome in ('released', 'kept')
     )
     select count(*) as claims, count(*) filter (where failed) as failed,
       count(*) filter (where expired and not failed) as expired,
       coalesce(sum(asked), 0)::bigint as amount_claimed,
       coalesce(sum(asked) filter (where failed), 0)::bigint as amount_failed,
       (select count(distinct account) from wrong) as holders,
       (select coalesce(sum(amount), 0)::bigint from wrong) as amount_held,
       (select coalesce(ceil(max(hours)), 0)::bigint from wrong) as hours_max,
       (select coalesce(ceil(sum(amount * hours)), 0)::bigint from wrong) as amount_hours,
       (select count(*) from recall.appeal a where a.opened_at >= $1 and a.opened_at < $2)
         as objections,
       (select count(*) from recall.appeal a where a.opened_at >= $1 and a.opened_at < $2
         and a.outcome = 'kept') as heard,
       (select count(*) from recall.alarm l where l.at >= $1 and l.at < $2) as alarms
     from claim`,
    [from, to, ctx.now],
  )
  const row = found.rows[0]
  if (!row) throw new Error('an aggregate gives one row')
  return {
    claims: row.claims,
    failed: row.failed,
    expired: row.expired,
    amountClaimed: row.amount_claimed,
    amountFailed: row.amount_failed,
    holdersWronglyHeld: row.holders,
    amountWronglyHeld: row.amount_held,
    hoursWronglyHeldMax: row.hours_max,
    amountHoursWronglyHeld: row.amount_hours,
    objections: row.objections,
    objectionsHeard: row.heard,
    alarms: row.alarms,
  }
}
