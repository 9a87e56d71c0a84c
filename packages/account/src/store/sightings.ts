import type { Ctx } from '@modosu/kernel'
import { SIGHTINGS_MAX } from '../limits.ts'
import { type Pages, readPages } from './read-pages.ts'

export interface SightingRow {
  sessionId: string
  at: Date
  number: bigint
  network: string
  browser: string
  [column: string]: unknown
}

/** From where a session was used last; before its first sighting, where it began. */
export async function findLastPlace(
  ctx: Ctx,
  sessionId: string,
): Promise<{ network: string; browser: string | null; userAgent: string } | undefined> {
  const found = await ctx.tx.query<{
    network: string
    browser: string | null
    userAgent: string
  }>(
    `select coalesce(g.network, s.network) as network, g.browser, d.user_agent as "userAgent"
     from account.session s
     join account.device d on d.device_id = s.device_id
     left join lateral (select network, browser from account.sighting
                        where session_id = s.session_id order by number desc limit 1) g on true
     where s.session_id = $1`,
    [sessionId],
  )
  return found.rows[0]
}

/** Notes from where a session is used; beyond the limit of rows it is full and stays as it is. */
export async function insertSighting(
  ctx: Ctx,
  sighting: { sessionId: string; network: string; browser: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.sighting (session_id, at, network, browser)
     select $1, $2, $3, $4
     where (select count(*) from account.sighting where session_id = $1) < $5`,
    [sighting.sessionId, ctx.now, sighting.network, sighting.browser, SIGHTINGS_MAX],
  )
}

export async function listSightings(
  ctx: Ctx,
  which: { memberId: string; since: Date },
): Promise<Pages<SightingRow>> {
  return await readPages(async (before, limit) => {
    const found = await ctx.tx.query<SightingRow>(
      `select g.session_id as "sessionId", g.at, g.number, g.network, g.browser
       from account.sighting g join account.session s on s.session_id = g.session_id
       where s.member_id = $1 and s.begun_at > $2 and ($3::bigint is null or g.number < $3)
       order by g.number desc limit $4`,
      [which.memberId, which.since, before?.number ?? null, limit],
    )
    return found.rows
  })
}

/** More was asked of this session's sign-in because it looked risky. */
export async function markRiskStepUp(ctx: Ctx, sessionId: string): Promise<void> {
  await ctx.tx.query('update account.session set risk_step_up_at = $2 where session_id = $1', [
    sessionId,
    ctx.now,
  ])
}

export async function isRiskStepUp(ctx: Ctx, sessionId: string): Promise<boolean> {
  const found = await ctx.tx.query(
    'select 1 from account.session where session_id = $1 and risk_step_up_at is not null',
    [sessionId],
  )
  return found.rowCount > 0
}
