import { type Amount, amount, type Ctx } from '@modosu/kernel'
import type { ClaimReason, Evidence, Leg, Stance } from '../leg/leg.ts'
import type { Range } from '../leg/parts.ts'

interface LegRow extends Record<string, unknown> {
  leg_id: string
  role: Leg['role']
  case_id: string
  case_number: string
  neighbour: string | null
  parent_leg_id: string | null
  owner: string | null
  transfer_id: string | null
  attempt: number
  offsets: [string, string][]
  unit: string
  asked: bigint
  stance: Stance
  reason: ClaimReason
  evidence: Evidence
  hold_until: Date
  answer_due: Date
  hops_left: number
  revision: number
  held: bigint
  onward: bigint
  gone: bigint
  returned: bigint
  released: bigint
  report: unknown
  usable_at: Date | null
  opened_at: Date
  settled_at: Date | null
}

const COLUMNS = `leg_id, role, case_id, case_number, neighbour, parent_leg_id, owner, transfer_id,
  attempt, offsets, unit, asked, stance, reason, evidence, hold_until, answer_due, hops_left,
  revision, held, onward, gone, returned, released, report, usable_at, opened_at, settled_at`

/** Ranges as they stand in the database and on the wire: `[["0","40000"]]`, end excluded. */
export function rangesToJson(ranges: readonly Range[]): [string, string][] {
  return ranges.map((range) => [String(range.lo), String(range.lo + range.amount)])
}

export function rangesFromJson(json: readonly (readonly [string, string])[]): Range[] {
  return json.map(([lo, hi]) => ({ lo: BigInt(lo), amount: amount(BigInt(hi) - BigInt(lo)) }))
}

function toLeg(row: LegRow): Leg {
  return {
    legId: row.leg_id,
    role: row.role,
    caseId: row.case_id,
    caseNumber: row.case_number,
    neighbour: row.neighbour,
    parentLegId: row.parent_leg_id,
    owner: row.owner,
    transferId: row.transfer_id,
    attempt: row.attempt,
    offsets: rangesFromJson(row.offsets),
    unit: row.unit,
    asked: row.asked as Amount,
    stance: row.stance,
    reason: row.reason,
    evidence: row.evidence,
    holdUntil: row.hold_until,
    answerDue: row.answer_due,
    hopsLeft: row.hops_left,
    revision: row.revision,
    amounts: {
      held: row.held as Amount,
      onward: row.onward as Amount,
      gone: row.gone as Amount,
      returned: row.returned as Amount,
      released: row.released as Amount,
    },
    report: row.report,
    usableAt: row.usable_at,
    openedAt: row.opened_at,
    settledAt: row.settled_at,
  }
}

/**
 * One writer per case: every verb that touches a case's legs takes this first, so that an ask, a
 * return and a decision that arrive together are judged one after the other.
 */
export async function lockCase(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [caseId])
}

export async function findLeg(ctx: Ctx, legId: string): Promise<Leg | undefined> {
  const found = await ctx.tx.query<LegRow>(`select ${COLUMNS} from recall.leg where leg_id = $1`, [
    legId,
  ])
  return found.rows[0] && toLeg(found.rows[0])
}

export async function findRootLeg(ctx: Ctx, caseId: string): Promise<Leg | undefined> {
  const found = await ctx.tx.query<LegRow>(
    `select ${COLUMNS} from recall.leg where case_id = $1 and role = 'root'`,
    [caseId],
  )
  return found.rows[0] && toLeg(found.rows[0])
}

/** The legs by which this case asks others, in the order they were opened. */
export async function listChildLegs(ctx: Ctx, parentLegId: string): Promise<Leg[]> {
  const found = await ctx.tx.query<LegRow>(
    `select ${COLUMNS} from recall.leg where parent_leg_id = $1 order by opened_at, leg_id`,
    [parentLegId],
  )
  return found.rows.map(toLeg)
}

export async function insertLeg(ctx: Ctx, leg: Leg): Promise<void> {
  await ctx.tx.query(
    `insert into recall.leg (${COLUMNS})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
             $20, $21, $22, $23, $24, $25, $26, $27, $28)`,
    valuesOf(leg),
  )
}

function valuesOf(leg: Leg): unknown[] {
  return [
    leg.legId,
    leg.role,
    leg.caseId,
    leg.caseNumber,
    leg.neighbour,
    leg.parentLegId,
    leg.owner,
    leg.transferId,
    leg.attempt,
    JSON.stringify(rangesToJson(leg.offsets)),
    leg.unit,
    leg.asked,
    leg.stance,
    leg.reason,
    leg.evidence,
    leg.holdUntil,
    leg.answerDue,
    leg.hopsLeft,
    leg.revision,
    leg.amounts.held,
    leg.amounts.onward,
    leg.amounts.gone,
    leg.amounts.returned,
    leg.amounts.released,
    leg.report === null ? null : JSON.stringify(leg.report),
    leg.usableAt,
    leg.openedAt,
    leg.settledAt,
  ]
}

/** Writes what may change of a leg: its stance, its report and its ends. */
export async function updateLeg(ctx: Ctx, leg: Leg): Promise<void> {
  const { held, onward, gone, returned, released } = leg.amounts
  await ctx.tx.query(
    `update recall.leg set stance = $2, evidence = $3, hold_until = $4, revision = $5, held = $6,
       onward = $7, gone = $8, returned = $9, released = $10, report = $11, usable_at = $12,
       settled_at = $13
     where leg_id = $1`,
    [
      leg.legId,
      leg.stance,
      leg.evidence,
      leg.holdUntil,
      leg.revision,
      held,
      onward,
      gone,
      returned,
      released,
      leg.report === null ? null : JSON.stringify(leg.report),
      leg.usableAt,
      leg.settledAt,
    ],
  )
}

/** The newest leg by which we ask about a transfer, in whatever case. */
export async function findLegByTransfer(ctx: Ctx, transferId: string): Promise<Leg | undefined> {
  const found = await ctx.tx.query<LegRow>(
    `select ${COLUMNS} from recall.leg where transfer_id = $1 and role = 'assigner'
     order by opened_at desc, leg_id desc limit 1`,
    [transferId],
  )
  return found.rows[0] && toLeg(found.rows[0])
}

export async function listLegsOfCase(ctx: Ctx, caseId: string, role: Leg['role']): Promise<Leg[]> {
  const found = await ctx.tx.query<LegRow>(
    `select ${COLUMNS} from recall.leg where case_id = $1 and role = $2 order by opened_at, leg_id`,
    [caseId, role],
  )
  return found.rows.map(toLeg)
}
