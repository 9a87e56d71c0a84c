import { amount, type Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import type { Range } from '../leg/parts.ts'

/** Value that two claims ask for, between them until somebody decides. */
export interface Contest {
  readonly contestId: string
  readonly transferId: string
  /** The leg under which the value came, and the other that asked for it. */
  readonly legId: string
  readonly caseId: string
  readonly otherLegId: string
  readonly otherCaseId: string
  readonly range: Range
  readonly openedAt: Date
  readonly dueAt: Date
  readonly decidedAt: Date | null
  readonly inFavourOf: string | null
  readonly decidedBy: string | null
}

interface ContestRow extends Record<string, unknown> {
  contest_id: string
  transfer_id: string
  leg_id: string
  case_id: string
  other_leg_id: string
  other_case_id: string
  lo: bigint
  amount: bigint
  opened_at: Date
  due_at: Date
  decided_at: Date | null
  in_favour_of: string | null
  decided_by: string | null
}

async function select(ctx: Ctx, where: string, value: unknown): Promise<Contest[]> {
  const found = await ctx.tx.query<ContestRow>(
    `select contest_id, transfer_id, leg_id, case_id, other_leg_id, other_case_id, lo, amount,
       opened_at, due_at, decided_at, in_favour_of, decided_by
     from recall.contest where ${where} order by opened_at, contest_id`,
    [value],
  )
  return found.rows.map((row) => ({
    contestId: row.contest_id,
    transferId: row.transfer_id,
    legId: row.leg_id,
    caseId: row.case_id,
    otherLegId: row.other_leg_id,
    otherCaseId: row.other_case_id,
    range: { lo: row.lo, amount: amount(row.amount) },
    openedAt: row.opened_at,
    dueAt: row.due_at,
    decidedAt: row.decided_at,
    inFavourOf: row.in_favour_of,
    decidedBy: row.decided_by,
  }))
}

export async function findContest(ctx: Ctx, contestId: string): Promise<Contest | undefined> {
  return (await select(ctx, 'contest_id = $1', contestId))[0]
}

/** The contests that a case is in, on either side. */
export function listContests(ctx: Ctx, caseId: string): Promise<Contest[]> {
  return select(ctx, '(case_id = $1 or other_case_id = $1)', caseId)
}

export async function insertContest(
  ctx: Ctx,
  met: { contestId: string; leg: Leg; other: Leg; range: Range; dueAt: Date },
): Promise<void> {
  const { leg, other, range } = met
  await ctx.tx.query(
    `insert into recall.contest (contest_id, transfer_id, leg_id, case_id, other_leg_id,
       other_case_id, lo, amount, opened_at, due_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      met.contestId,
      leg.transferId,
      leg.legId,
      leg.caseId,
      other.legId,
      other.caseId,
      range.lo,
      range.amount,
      ctx.now,
      met.dueAt,
    ],
  )
}

export async function updateContest(
  ctx: Ctx,
  decided: { contestId: string; inFavourOf: string; decidedBy: string },
): Promise<void> {
  await ctx.tx.query(
    `update recall.contest set decided_at = $2, in_favour_of = $3, decided_by = $4
     where contest_id = $1`,
    [decided.contestId, ctx.now, decided.inFavourOf, decided.decidedBy],
  )
}
