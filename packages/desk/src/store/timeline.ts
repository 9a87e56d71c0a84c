import type { Ctx } from '@modosu/kernel'

/** What can happen in a case. */
export type TimelineKind =
  | 'case_opened'
  | 'partner_asked'
  | 'leg_settled'
  | 'claim_changed'
  | 'note'
  | 'word_to_owner'
  | 'decision_proposed'
  | 'decision_effective'
  | 'decision_refused'
  | 'promise_late'
  | 'hold_renewed'
  | 'asked_again'
  | 'holder_objected'
  | 'holder_heard'
  | 'role_decided'
  | 'made_good'
  | 'claims_judged'
  | 'owner_verified'
  | 'account_given_back'
  | 'claim_settled'
  | 'made_usable'
  | 'evidence_raised'
  | 'proof_void'
  | 'claim_added_to'
  | 'own_let_go'
  | 'false_alarm'
  | 'task_opened'
  | 'task_done'
  | 'case_closed'

/** Who did it. `desk` names a member of staff; `machine` is this company's own machinery. */
export type TimelineBy = 'owner' | 'desk' | 'machine' | 'partner'

export interface TimelineEntry {
  readonly at: Date
  readonly kind: TimelineKind
  readonly by: TimelineBy
  readonly staffId: string | null
  readonly facts: Record<string, unknown>
}

/** Writes what happened, at this transaction's time. Amounts in `facts` are strings of digits. */
export async function insertTimeline(
  ctx: Ctx,
  caseId: string,
  entry: {
    kind: TimelineKind
    by: TimelineBy
    staffId?: string
    facts?: Record<string, unknown>
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into desk.timeline (case_id, at, kind, by_whom, staff_id, facts)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      caseId,
      ctx.now,
      entry.kind,
      entry.by,
      entry.staffId ?? null,
      JSON.stringify(entry.facts ?? {}),
    ],
  )
}

/** The newest entries of a case, told in the order in which they happened. */
export async function selectTimeline(
  ctx: Ctx,
  caseId: string,
  limit: number,
): Promise<TimelineEntry[]> {
  const { rows } = await ctx.tx.query<TimelineEntry & Record<string, unknown>>(
    `select at, kind, by_whom as by, staff_id as "staffId", facts
     from desk.timeline where case_id = $1 order by entry desc limit $2`,
    [caseId, limit],
  )
  return rows.reverse()
}
