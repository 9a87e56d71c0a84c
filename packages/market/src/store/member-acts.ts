import type { Ctx } from '@modosu/kernel'

export type MemberActKind = 'listing' | 'listing_edit' | 'listing_delete' | 'comment' | 'order'

export interface MemberActRow {
  actId: string
  kind: MemberActKind
  sessionId: string
  title: string
  at: Date
  [column: string]: unknown
}

/** Keeps in which session something was done. The id is that of what was made by it. */
export async function insertMemberAct(
  ctx: Ctx,
  act: { actId: string; memberId: string; sessionId: string; kind: MemberActKind; title: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.member_act (act_id, member_id, session_id, kind, title, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [act.actId, act.memberId, act.sessionId, act.kind, act.title, ctx.now],
  )
}

export async function listMemberActs(
  ctx: Ctx,
  which: { memberId: string; since: Date; until: Date; limit: number },
): Promise<MemberActRow[]> {
  const found = await ctx.tx.query<MemberActRow>(
    `select act_id as "actId", kind, session_id as "sessionId", title, at
     from market.member_act where member_id = $1 and at > $2 and at <= $3
     order by at desc, act_id limit $4`,
    [which.memberId, which.since, which.until, which.limit],
  )
  return found.rows
}
