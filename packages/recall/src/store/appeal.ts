import type { Ctx } from '@modosu/kernel'
import type { ToldAppeal } from '../report/report-of.ts'

/** A holder's objection to one leg's hold in front of him. */
export interface Appeal {
  readonly appealId: string
  readonly legId: string
  readonly caseId: string
  readonly account: string
  readonly openedAt: Date
  readonly decidedAt: Date | null
  readonly outcome: 'kept' | 'dismissed' | null
}

interface AppealRow extends Record<string, unknown> {
  appeal_id: string
  leg_id: string
  case_id: string
  account: string
  opened_at: Date
  decided_at: Date | null
  outcome: 'kept' | 'dismissed' | null
}

async function select(ctx: Ctx, where: string, value: unknown): Promise<Appeal[]> {
  const found = await ctx.tx.query<AppealRow>(
    `select appeal_id, leg_id, case_id, account, opened_at, decided_at, outcome
     from recall.appeal where ${where} order by opened_at, appeal_id`,
    [value],
  )
  return found.rows.map((row) => ({
    appealId: row.appeal_id,
    legId: row.leg_id,
    caseId: row.case_id,
    account: row.account,
    openedAt: row.opened_at,
    decidedAt: row.decided_at,
    outcome: row.outcome,
  }))
}

export async function findAppeal(ctx: Ctx, appealId: string): Promise<Appeal | undefined> {
  return (await select(ctx, 'appeal_id = $1', appealId))[0]
}

/** Every objection to holds of these legs, by leg, the oldest first. */
export function listAppeals(ctx: Ctx, legIds: readonly string[]): Promise<Appeal[]> {
  return select(ctx, 'leg_id = any($1)', legIds)
}

/** What is told about objections: an open one goes before a decided one. */
export async function appealsOf(
  ctx: Ctx,
  legIds: readonly string[],
): Promise<Map<string, NonNullable<ToldAppeal>>> {
  const told = new Map<string, NonNullable<ToldAppeal>>()
  for (const appeal of await listAppeals(ctx, legIds)) {
    const known = told.get(appeal.legId)
    if (known && known.decidedAt === null) continue
    told.set(appeal.legId, {
      openedAt: appeal.openedAt.toISOString(),
      decidedAt: appeal.decidedAt?.toISOString() ?? null,
      outcome: appeal.outcome,
    })
  }
  return told
}

export async function insertAppeal(
  ctx: Ctx,
  appeal: { appealId: string; legId: string; caseId: string; account: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into recall.appeal (appeal_id, leg_id, case_id, account, opened_at)
     values ($1, $2, $3, $4, $5)`,
    [appeal.appealId, appeal.legId, appeal.caseId, appeal.account, ctx.now],
  )
}

export async function updateAppeal(
  ctx: Ctx,
  appeal: { appealId: string; outcome: 'kept' | 'dismissed'; decidedBy: string },
): Promise<void> {
  await ctx.tx.query(
    `update recall.appeal set decided_at = $2, outcome = $3, decided_by = $4
     where appeal_id = $1`,
    [appeal.appealId, ctx.now, appeal.outcome, appeal.decidedBy],
  )
}
