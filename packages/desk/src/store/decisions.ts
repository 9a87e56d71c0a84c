import type { Ctx } from '@modosu/kernel'

/** `undo` takes back a return that was wrong: what came home goes down again. */
export type DecisionKind = 'return' | 'withdraw' | 'undo'
export type DecisionState = 'awaiting_second' | 'effective' | 'refused'

export interface Decision {
  readonly decisionId: string
  readonly caseId: string
  readonly kind: DecisionKind
  readonly amount: bigint
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly state: DecisionState
  readonly secondBy: string | null
  readonly secondReason: string | null
  readonly secondAt: Date | null
}

const COLUMNS = `decision_id as "decisionId", case_id as "caseId", kind, amount, reason,
  proposed_by as "proposedBy", proposed_at as "proposedAt", state, second_by as "secondBy",
  second_reason as "secondReason", second_at as "secondAt"`

type Row = Decision & Record<string, unknown>

export async function insertDecision(
  ctx: Ctx,
  decision: {
    decisionId: string
    caseId: string
    kind: DecisionKind
    amount: bigint
    reason: string
    proposedBy: string
    state: DecisionState
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into desk.decision (decision_id, case_id, kind, amount, reason, proposed_by,
       proposed_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      decision.decisionId,
      decision.caseId,
      decision.kind,
      decision.amount,
      decision.reason,
      decision.proposedBy,
      ctx.now,
      decision.state,
    ],
  )
}

/** Which case a decision belongs to; the case is locked before the decision is read. */
export async function findCaseOfDecision(
  ctx: Ctx,
  decisionId: string,
): Promise<string | undefined> {
  const { rows } = await ctx.tx.query<{ caseId: string }>(
    'select case_id as "caseId" from desk.decision where decision_id = $1',
    [decisionId],
  )
  return rows[0]?.caseId
}

export async function selectDecisions(
  ctx: Ctx,
  caseId: string,
  limit: number,
): Promise<Decision[]> {
  const { rows } = await ctx.tx.query<Row>(
    `select ${COLUMNS} from desk.decision where case_id = $1
     order by proposed_at, decision_id limit $2`,
    [caseId, limit],
  )
  return rows
}

/** Writes the second person's word; false when somebody's word stands already. */
export async function updateSecond(
  ctx: Ctx,
  second: { decisionId: string; staffId: string; reason: string; state: 'effective' | 'refused' },
): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `update desk.decision set state = $2, second_by = $3, second_reason = $4, second_at = $5
     where decision_id = $1 and state = 'awaiting_second'`,
    [second.decisionId, second.state, second.staffId, second.reason, ctx.now],
  )
  return rowCount === 1
}
