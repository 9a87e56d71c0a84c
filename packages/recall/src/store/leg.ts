import { type Amount, amount, type Ctx } from '@modosu/kernel'
import type { ClaimReason, Evidence, Indemnity, Leg, Stance } from '../leg/leg.ts'
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
  renewals: number
  answer_due: Date
  decision_due: Date | null
  hops_left: number
  indemnity: Indemnity | null
  ask_version: number
  ask_heard: number
  revision: number
  report_heard: number
  held: bigint
  onward: bigint
  gone: bigint
  returned: bigint
  released: bigint
  report: unknown
  refused_by: string | null
  let_go: [string, string][]
  beyond_held: bigint
  beyond_returned: bigint
  beyond_gone: bigint
  usable_at: Date | null
  opened_at: Date
  settled_at: Date | null
}

const COLUMNS = `leg_id, role, case_id, case_number, neighbour, parent_leg_id, owner, transfer_id,
  attempt, offsets, unit, asked, stance, reason, evidence, hold_until, renewals, answer_due,
  decision_due, hops_left, indemnity, ask_version, ask_heard, revision, report_heard, held, onward,
  gone, returned, released, report, refused_by, let_go, beyond_held,
  beyond_returned, beyond_gone, usable_at, opened_at, settled_at`

/** Most legs that one question to the database brings back. */
const LEGS_MAX = 10_000

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
    renewals: row.renewals,
    answerDue: row.answer_due,
    decisionDue: row.decision_due,
    hopsLeft: row.hops_left,
    indemnity: row.indemnity,
    askVersion: row.ask_version,
    askHeard: row.ask_heard,
    revision: row.revision,
    reportHeard: row.report_heard,
    amounts: {
      held: row.held as Amount,
      onward: row.onward as Amount,
      gone: row.gone as Amount,
      returned: row.returned as Amount,
      released: row.released as Amount,
    },
    report: row.report,
    refusedBy: row.refused_by,
    letGo: rangesFromJson(row.let_go),
    beyond: {
      held: row.beyond_held as Amount,
      returned: row.beyond_returned as Amount,
      gone: row.beyond_gone as Amount,
    },
    usableAt: row.usable_at,
    openedAt: row.opened_at,
    settledAt: row.settled_at,
  }
}

/** A leg as the JSON of its row: amounts as digits, times as instants. */
function toJson(leg: Leg): Record<string, unknown> {
  return {
    leg_id: leg.legId,
    role: leg.role,
    case_id: leg.caseId,
    case_number: leg.caseNumber,
    neighbour: leg.neighbour,
    parent_leg_id: leg.parentLegId,
    owner: leg.owner,
    transfer_id: leg.transferId,
    attempt: leg.attempt,
    offsets: rangesToJson(leg.offsets),
    unit: leg.unit,
    asked: String(leg.asked),
    stance: leg.stance,
    reason: leg.reason,
    evidence: leg.evidence,
    hold_until: leg.holdUntil,
    renewals: leg.renewals,
    answer_due: leg.answerDue,
    decision_due: leg.decisionDue,
    hops_left: leg.hopsLeft,
    indemnity: leg.indemnity,
    ask_version: leg.askVersion,
    ask_heard: leg.askHeard,
    revision: leg.revision,
    report_heard: leg.reportHeard,
    held: String(leg.amounts.held),
    onward: String(leg.amounts.onward),
    gone: String(leg.amounts.gone),
    returned: String(leg.amounts.returned),
    released: String(leg.amounts.released),
    report: leg.report,
    refused_by: leg.refusedBy,
    let_go: rangesToJson(leg.letGo),
    beyond_held: String(leg.beyond.held),
    beyond_returned: String(leg.beyond.returned),
    beyond_gone: String(leg.beyond.gone),
    usable_at: leg.usableAt,
    opened_at: leg.openedAt,
    settled_at: leg.settledAt,
  }
}

/**
 * One writer per case: every verb that touches a case's legs takes this first, so that an ask, a
 * return and a decision that arrive together are judged one after the other.
 */
export async function lockCase(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [caseId])
}

/** Several cases at once, always in one order, so that two transactions never wait in a ring. */
export async function lockCases(ctx: Ctx, caseIds: readonly string[]): Promise<void> {
  for (const caseId of [...new Set(caseIds)].sort()) await lockCase(ctx, caseId)
}

async function select(ctx: Ctx, where: string, values: readonly unknown[]): Promise<Leg[]> {
  const found = await ctx.tx.query<LegRow>(
    `select ${COLUMNS} from recall.leg where ${where} limit ${LEGS_MAX}`,
    values,
  )
  return found.rows.map(toLeg)
}

export async function findLeg(ctx: Ctx, legId: string): Promise<Leg | undefined> {
  return (await select(ctx, 'leg_id = $1', [legId]))[0]
}

/** The legs with these ids, by id; what is not known is missing. */
export async function findLegs(ctx: Ctx, legIds: readonly string[]): Promise<Map<string, Leg>> {
  if (legIds.length === 0) return new Map()
  const legs = await select(ctx, 'leg_id = any($1)', [legIds])
  return new Map(legs.map((leg) => [leg.legId, leg]))
}

/** The root legs of a case, first attempt first. */
export function listRootLegs(ctx: Ctx, caseId: string): Promise<Leg[]> {
  return select(ctx, `case_id = $1 and role = 'root' order by attempt`, [caseId])
}

/** The legs by which this leg asks others, in the order they were opened. */
export function listChildLegs(ctx: Ctx, parentLegId: string): Promise<Leg[]> {
  return select(ctx, 'parent_leg_id = $1 order by opened_at, leg_id', [parentLegId])
}

/** The legs by which these ask others, of those that were answered. */
export function listAnsweredLegs(ctx: Ctx, parentLegIds: readonly string[]): Promise<Leg[]> {
  return select(ctx, `parent_leg_id = any($1) and revision > 0`, [parentLegIds])
}

/** The legs, in whatever case, about these transfers: by which we ask, or are asked. */
export function listLegsOfTransfers(
  ctx: Ctx,
  transferIds: readonly string[],
  role: 'assigner' | 'assignee',
): Promise<Leg[]> {
  return select(ctx, 'transfer_id = any($1) and role = $2 order by opened_at, leg_id', [
    transferIds,
    role,
  ])
}

export function listLegsOfCase(ctx: Ctx, caseId: string, role: Leg['role']): Promise<Leg[]> {
  return select(ctx, 'case_id = $1 and role = $2 order by opened_at, leg_id', [caseId, role])
}

/** Legs whose newest ask the neighbour has not answered. */
export function listAsksToSend(
  ctx: Ctx,
  to: { caseId: string; neighbour: string },
): Promise<Leg[]> {
  return select(
    ctx,
    `case_id = $1 and neighbour = $2 and role = 'assigner' and ask_heard < ask_version
     order by leg_id`,
    [to.caseId, to.neighbour],
  )
}

/** Legs whose newest report the neighbour has not heard. */
export function listReportsToSend(
  ctx: Ctx,
  to: { caseId: string; neighbour: string },
): Promise<Leg[]> {
  return select(
    ctx,
    `case_id = $1 and neighbour = $2 and role = 'assignee' and report_heard < revision
     order by leg_id`,
    [to.caseId, to.neighbour],
  )
}

interface CountRow extends Record<string, unknown> {
  id: string
  count: bigint
}

/** How often a case has asked about each of these transfers already. */
export async function countAttempts(
  ctx: Ctx,
  caseId: string,
  transferIds: readonly string[],
): Promise<Map<string, number>> {
  const found = await ctx.tx.query<CountRow>(
    `select transfer_id as id, max(attempt)::bigint as count from recall.leg
     where case_id = $1 and role = 'assigner' and transfer_id = any($2) group by transfer_id`,
    [caseId, transferIds],
  )
  return new Map(found.rows.map((row) => [row.id, Number(row.count)]))
}

/** How many legs each of these has opened. */
export async function countChildLegs(
  ctx: Ctx,
  legIds: readonly string[],
): Promise<Map<string, number>> {
  const found = await ctx.tx.query<CountRow>(
    `select parent_leg_id as id, count(*) as count from recall.leg
     where parent_leg_id = any($1) group by parent_leg_id`,
    [legIds],
  )
  return new Map(found.rows.map((row) => [row.id, Number(row.count)]))
}

export async function insertLegs(ctx: Ctx, legs: readonly Leg[]): Promise<void> {
  if (legs.length === 0) return
  await ctx.tx.query(
    `insert into recall.leg (${COLUMNS})
     select ${COLUMNS} from jsonb_populate_recordset(null::recall.leg, $1::jsonb)`,
    [JSON.stringify(legs.map(toJson))],
  )
}

/** Writes what may change of legs: stance, evidence, times, buckets and what was heard. */
export async function updateLegs(ctx: Ctx, legs: readonly Leg[]): Promise<void> {
  if (legs.length === 0) return
  await ctx.tx.query(
    `update recall.leg l set stance = n.stance, evidence = n.evidence, hold_until = n.hold_until,
       renewals = n.renewals, decision_due = n.decision_due, ask_version = n.ask_version,
       ask_heard = n.ask_heard, revision = n.revision, report_heard = n.report_heard,
       held = n.held, onward = n.onward, gone = n.gone, returned = n.returned,
       released = n.released, report = n.report, refused_by = n.refused_by,
       let_go = n.let_go, beyond_held = n.beyond_held, beyond_returned = n.beyond_returned,
       beyond_gone = n.beyond_gone, usable_at = n.usable_at, settled_at = n.settled_at
     from jsonb_populate_recordset(null::recall.leg, $1::jsonb) n
     where l.leg_id = n.leg_id`,
    [JSON.stringify(legs.map(toJson))],
  )
}

export async function updateLeg(ctx: Ctx, leg: Leg): Promise<void> {
  await updateLegs(ctx, [leg])
}

/**
 * Gives the ask of a leg to the legs by which it asks others, as a new version of theirs; the
 * neighbours that have to hear of it. A leg that was withdrawn by itself stays so.
 */
export async function passAskDown(ctx: Ctx, leg: Leg): Promise<string[]> {
  const told = await ctx.tx.query<{ neighbour: string }>(
    `update recall.leg set stance = $2, evidence = $3, renewals = $4, hold_until = $5,
       ask_version = ask_version + 1
     where parent_leg_id = $1 and stance <> 'withdrawn' and (stance, evidence, renewals, hold_until) is distinct from
       ($2, $3, $4, $5)
     returning neighbour`,
    [leg.legId, leg.stance, leg.evidence, leg.renewals, leg.holdUntil],
  )
  return [...new Set(told.rows.map((row) => row.neighbour))]
}

/** The neighbour has heard these registers, as they stood when they were sent. */
export async function markHeard(
  ctx: Ctx,
  register: 'ask' | 'report',
  heard: readonly { legId: string; version: number }[],
): Promise<void> {
  const column = register === 'ask' ? 'ask_heard' : 'report_heard'
  await ctx.tx.query(
    `update recall.leg l set ${column} = greatest(l.${column}, h.version)
     from unnest($1::text[], $2::integer[]) h (leg_id, version) where l.leg_id = h.leg_id`,
    [heard.map((one) => one.legId), heard.map((one) => one.version)],
  )
}
