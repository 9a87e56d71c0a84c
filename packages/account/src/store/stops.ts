import type { Ctx } from '@modosu/kernel'
import type { Sorted } from '../interval/sorting.ts'
import { INTERVAL_ROWS_MAX } from '../limits.ts'
import { tellSessionsChanged } from './sessions.ts'

export interface StopRow {
  caseId: string
  caseNumber: string
  memberId: string
  at: Date
  evidence: 'press' | 'machine'
  reasons: string[]
  firstEventAt: Date | null
  verifiedAt: Date | null
  givenBackAt: Date | null
  [column: string]: unknown
}

const STOP = `
  select case_id as "caseId", case_number as "caseNumber", member_id as "memberId", at, evidence,
         reasons, first_event_at as "firstEventAt", verified_at as "verifiedAt",
         given_back_at as "givenBackAt"
  from account.stop`

export async function findStandingStop(ctx: Ctx, memberId: string): Promise<StopRow | undefined> {
  const found = await ctx.tx.query<StopRow>(
    `${STOP} where member_id = $1 and given_back_at is null`,
    [memberId],
  )
  return found.rows[0]
}

export async function findStop(ctx: Ctx, caseId: string): Promise<StopRow | undefined> {
  const found = await ctx.tx.query<StopRow>(`${STOP} where case_id = $1`, [caseId])
  return found.rows[0]
}

export async function findStopByNumber(ctx: Ctx, caseNumber: string): Promise<StopRow | undefined> {
  const found = await ctx.tx.query<StopRow>(
    `${STOP} where case_id =
       (select n.case_id from account.case_number n where n.case_number = $1)`,
    [caseNumber],
  )
  return found.rows[0]
}

/** When the account was given back for the last time before `at`: what lies before is settled. */
export async function findLastGivenBackAt(
  ctx: Ctx,
  which: { memberId: string; at: Date },
): Promise<Date | undefined> {
  const found = await ctx.tx.query<{ at: Date | null }>(
    `select max(given_back_at) as at from account.stop
     where member_id = $1 and given_back_at <= $2`,
    [which.memberId, which.at],
  )
  return found.rows[0]?.at ?? undefined
}

/** Whether one of these changes and sessions of the member is from before `at`. */
export async function wasAnyBefore(
  ctx: Ctx,
  which: {
    memberId: string
    changeIds: readonly string[]
    sessionIds: readonly string[]
    at: Date
  },
): Promise<boolean> {
  const found = await ctx.tx.query(
    `select 1 from account.change where member_id = $1 and change_id = any ($2) and at <= $4
     union all
     select 1 from account.session where member_id = $1 and session_id = any ($3) and begun_at <= $4
     limit 1`,
    [which.memberId, which.changeIds, which.sessionIds, which.at],
  )
  return found.rowCount > 0
}

/** Takes a number if it is free. */
export async function takeCaseNumber(ctx: Ctx, caseNumber: string): Promise<boolean> {
  const made = await ctx.tx.query(
    `insert into account.case_number (case_number, made_at) values ($1, $2)
     on conflict on constraint case_number_pkey do nothing`,
    [caseNumber, ctx.now],
  )
  return made.rowCount === 1
}

/** Lets a number lead to a case; false when it leads to one already. */
export async function bindCaseNumber(
  ctx: Ctx,
  number: { caseNumber: string; caseId: string },
): Promise<boolean> {
  const bound = await ctx.tx.query(
    'update account.case_number set case_id = $2 where case_number = $1 and case_id is null',
    [number.caseNumber, number.caseId],
  )
  return bound.rowCount === 1
}

export async function insertStop(
  ctx: Ctx,
  stop: {
    caseId: string
    caseNumber: string
    memberId: string
    via: 'undo' | 'stop'
    evidence: 'press' | 'machine'
    reasons: readonly string[]
    firstEventAt: Date | null
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.stop
       (case_id, case_number, member_id, at, via, evidence, reasons, first_event_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      stop.caseId,
      stop.caseNumber,
      stop.memberId,
      ctx.now,
      stop.via,
      stop.evidence,
      stop.reasons,
      stop.firstEventAt,
    ],
  )
}

/** One statement for all of them: an intruder may have begun a thousand sessions. */
export async function insertSuspectSessions(
  ctx: Ctx,
  suspects: { caseId: string; sessions: ReadonlyMap<string, readonly string[]> },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.suspect_session (case_id, session_id, reasons)
     select $1, s.key, array(select jsonb_array_elements_text(s.value))
     from jsonb_each($2::jsonb) s
     on conflict on constraint suspect_session_pkey do nothing`,
    [suspects.caseId, JSON.stringify(Object.fromEntries(suspects.sessions))],
  )
}

export async function markVerified(ctx: Ctx, caseId: string): Promise<boolean> {
  const marked = await ctx.tx.query(
    'update account.stop set verified_at = $2 where case_id = $1 and verified_at is null',
    [caseId, ctx.now],
  )
  return marked.rowCount === 1
}

export async function markGivenBack(
  ctx: Ctx,
  end: { caseId: string; falseAlarm: boolean },
): Promise<void> {
  await ctx.tx.query(
    'update account.stop set given_back_at = $2, false_alarm = $3 where case_id = $1',
    [end.caseId, ctx.now, end.falseAlarm],
  )
}

/** Whether a verified owner said after `since` that a stop was none of his and nothing had happened. */
export async function hadFalseAlarm(
  ctx: Ctx,
  which: { memberId: string; since: Date },
): Promise<boolean> {
  const found = await ctx.tx.query(
    `select 1 from account.stop
     where member_id = $1 and false_alarm and given_back_at > $2 limit 1`,
    [which.memberId, which.since],
  )
  return found.rowCount > 0
}

/** A later press may show what the first did not; the first event only moves back. */
export async function extendStop(
  ctx: Ctx,
  more: {
    caseId: string
    evidence: StopRow['evidence']
    reasons: readonly string[]
    firstEventAt: Date | null
  },
): Promise<void> {
  await ctx.tx.query(
    `update account.stop
     set evidence = $2, reasons = $3, first_event_at = least(first_event_at, $4)
     where case_id = $1`,
    [more.caseId, more.evidence, more.reasons, more.firstEventAt],
  )
}

export async function insertSortedAction(
  ctx: Ctx,
  action: {
    caseId: string
    actionId: string
    kind: string
    sorted: string
    reason: string
    kept: boolean
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.sorted_action (case_id, action_id, kind, sorted, reason, kept, at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      action.caseId,
      action.actionId,
      action.kind,
      action.sorted,
      action.reason,
      action.kept,
      ctx.now,
    ],
  )
}

export async function listSortedActions(
  ctx: Ctx,
  caseId: string,
): Promise<{ actionId: string; sorted: Sorted['sorted']; reason: Sorted['reason'] }[]> {
  const found = await ctx.tx.query<{
    actionId: string
    sorted: Sorted['sorted']
    reason: Sorted['reason']
  }>(
    `select action_id as "actionId", sorted, reason from account.sorted_action
     where case_id = $1 order by action_id limit $2`,
    [caseId, INTERVAL_ROWS_MAX],
  )
  return found.rows
}

export async function insertSortedChange(
  ctx: Ctx,
  change: { caseId: string; changeId: string; sorted: string; reason: string; kept: boolean },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.sorted_change (case_id, change_id, sorted, reason, kept, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [change.caseId, change.changeId, change.sorted, change.reason, change.kept, ctx.now],
  )
}

export async function insertRestriction(
  ctx: Ctx,
  restriction: {
    memberId: string
    scope: 'spend' | 'leave'
    reason: string
    changeId?: string
    caseId?: string
    untilAt: Date | null
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.restriction
       (restriction_id, member_id, scope, reason, change_id, case_id, from_at, until_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ctx.newId('rst'),
      restriction.memberId,
      restriction.scope,
      restriction.reason,
      restriction.changeId ?? null,
      restriction.caseId ?? null,
      ctx.now,
      restriction.untilAt,
    ],
  )
  await tellSessionsChanged(ctx, restriction.memberId)
}

export async function listRestrictions(
  ctx: Ctx,
  memberId: string,
): Promise<{ scope: 'spend' | 'leave'; until: Date | null; reason: string }[]> {
  const found = await ctx.tx.query<{
    scope: 'spend' | 'leave'
    until: Date | null
    reason: string
  }>(
    `select scope, until_at as until, reason from account.restriction
     where member_id = $1 and lifted_at is null and (until_at is null or until_at > $2)
     order by from_at, restriction_id limit $3`,
    [memberId, ctx.now, INTERVAL_ROWS_MAX],
  )
  return found.rows
}

/** Lifts what a case shut and what the intruder's changes delayed; the owner's own delays stay. */
export async function liftRestrictions(
  ctx: Ctx,
  which: { memberId: string; caseId: string; changeIds: readonly string[] },
): Promise<void> {
  await ctx.tx.query(
    `update account.restriction set lifted_at = $4
     where member_id = $1 and lifted_at is null and (case_id = $2 or change_id = any($3))`,
    [which.memberId, which.caseId, which.changeIds, ctx.now],
  )
  await tellSessionsChanged(ctx, which.memberId)
}

export async function listSortedChanges(
  ctx: Ctx,
  caseId: string,
): Promise<{ changeId: string; sorted: Sorted['sorted']; reason: Sorted['reason'] }[]> {
  const found = await ctx.tx.query<{
    changeId: string
    sorted: Sorted['sorted']
    reason: Sorted['reason']
  }>(
    `select change_id as "changeId", sorted, reason from account.sorted_change
     where case_id = $1 order by change_id limit $2`,
    [caseId, INTERVAL_ROWS_MAX],
  )
  return found.rows
}

/** What links said that were pressed in this case: changes and sign-ins that were not the owner's. */
export async function listPressed(
  ctx: Ctx,
  caseId: string,
): Promise<{ changes: Set<string>; sessions: Set<string> }> {
  const found = await ctx.tx.query<{ changeId: string | null; sessionId: string | null }>(
    `select distinct change_id as "changeId", session_id as "sessionId"
     from account.undo_link where case_id = $1 order by change_id, session_id limit $2`,
    [caseId, INTERVAL_ROWS_MAX],
  )
  return {
    changes: new Set(found.rows.flatMap((row) => row.changeId ?? [])),
    sessions: new Set(found.rows.flatMap((row) => row.sessionId ?? [])),
  }
}

export async function listSuspectSessions(
  ctx: Ctx,
  caseId: string,
): Promise<{ sessionId: string; reasons: string[] }[]> {
  const found = await ctx.tx.query<{ sessionId: string; reasons: string[] }>(
    `select session_id as "sessionId", reasons from account.suspect_session
     where case_id = $1 order by session_id limit $2`,
    [caseId, INTERVAL_ROWS_MAX],
  )
  return found.rows
}
