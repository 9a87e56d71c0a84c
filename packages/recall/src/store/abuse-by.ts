import type { Ctx } from '@modosu/kernel'
import type { AbuseOf } from '../measure/read-abuse-by.ts'

/** Whoever hurt most people stands first; nobody reads further down than this. */
const LINES_MAX = 50

interface AbuseRow extends Record<string, unknown> {
  who: string
  claims: bigint
  failed: bigint
  amount_claimed: bigint
  amount_failed: bigint
  holders: bigint
  amount_held: bigint
  hours: bigint
}

/**
 * A claim counts once, however often it was asked for; what was held for nothing counts for each
 * holder and hold. Both are few beside all that a company holds, and the page is a supervisor's.
 */
function query(by: 'owner' | 'neighbour', role: 'root' | 'assignee'): string {
  return `with claim as (
       select l.${by} as who, l.case_id, max(l.asked) as asked, bool_or(l.stance = 'withdrawn') as failed
       from recall.leg l
       where l.role = '${role}' and l.asked > 0 and l.opened_at >= $1 and l.opened_at < $2
       group by l.${by}, l.case_id
     ), wrong as (
       select l.${by} as who, h.account, h.amount,
         extract(epoch from coalesce(h.ended_at, $3) - h.held_at) / 3600 as hours
       from recall.holding h join recall.leg l on l.leg_id = h.leg_id and l.role = '${role}'
       where h.held_at >= $1 and h.held_at < $2 and h.outcome in ('released', 'kept')
     )
     select c.who, count(*) as claims, count(*) filter (where c.failed) as failed,
       sum(c.asked)::bigint as amount_claimed,
       coalesce(sum(c.asked) filter (where c.failed), 0)::bigint as amount_failed,
       (select count(distinct w.account) from wrong w where w.who = c.who) as holders,
       (select coalesce(sum(w.amount), 0)::bigint from wrong w where w.who = c.who) as amount_held,
       (select coalesce(ceil(sum(w.hours)), 0)::bigint from wrong w where w.who = c.who) as hours
     from claim c where c.who is not null
     group by c.who order by failed desc, hours desc, c.who limit ${LINES_MAX}`
}

const BY_CLAIMANT = query('owner', 'root')
const BY_COMPANY = query('neighbour', 'assignee')

async function select(ctx: Ctx, text: string, from: Date, to: Date): Promise<AbuseOf[]> {
  const { rows } = await ctx.tx.query<AbuseRow>(text, [from, to, ctx.now])
  return rows.map((row) => ({
    who: row.who,
    claims: row.claims,
    failed: row.failed,
    amountClaimed: row.amount_claimed,
    amountFailed: row.amount_failed,
    holdersWronglyHeld: row.holders,
    amountWronglyHeld: row.amount_held,
    hoursWronglyHeld: row.hours,
  }))
}

/** Our own members whose claims these were, with what was held here and gone back. */
export function selectAbuseByClaimant(ctx: Ctx, from: Date, to: Date): Promise<AbuseOf[]> {
  return select(ctx, BY_CLAIMANT, from, to)
}

/** The companies that asked, with what was held here for them and gone back. */
export function selectAbuseByCompany(ctx: Ctx, from: Date, to: Date): Promise<AbuseOf[]> {
  return select(ctx, BY_COMPANY, from, to)
}
