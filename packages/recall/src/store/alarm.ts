import type { Ctx } from '@modosu/kernel'

/** Something that a neighbour said and that cannot be, or that it refused and should not have. */
export interface Alarm {
  readonly alarmId: string
  readonly neighbour: string
  readonly code: string
  /** The leg or the transfer that it is about. */
  readonly subject: string
  readonly caseId: string | null
  readonly at: Date
}

interface AlarmRow extends Record<string, unknown> {
  alarm_id: string
  neighbour: string
  code: string
  subject: string
  case_id: string | null
  at: Date
}

/** Newest alarms that are read at once. */
const ALARMS_MAX = 200

export async function insertAlarm(ctx: Ctx, alarm: Omit<Alarm, 'alarmId' | 'at'>): Promise<void> {
  const alarmId = ctx.newId('alm')
  await ctx.tx.query(
    `insert into recall.alarm (alarm_id, neighbour, code, subject, case_id, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [alarmId, alarm.neighbour, alarm.code, alarm.subject, alarm.caseId, ctx.now],
  )
  await ctx.emit({ type: 'recall.alarm_raised', data: { alarmId, caseId: alarm.caseId } })
}

/** The same alarm again is not raised again. */
export async function insertAlarmOnce(
  ctx: Ctx,
  alarm: Omit<Alarm, 'alarmId' | 'at'>,
): Promise<void> {
  const known = await ctx.tx.query(
    'select alarm_id from recall.alarm where neighbour = $1 and code = $2 and subject = $3 limit 1',
    [alarm.neighbour, alarm.code, alarm.subject],
  )
  if (known.rowCount === 0) await insertAlarm(ctx, alarm)
}

/** The newest alarms, of one case or of all. */
export async function listAlarms(ctx: Ctx, caseId: string | null): Promise<Alarm[]> {
  const found = await ctx.tx.query<AlarmRow>(
    `select alarm_id, neighbour, code, subject, case_id, at from recall.alarm
     where $1::text is null or case_id = $1 order by at desc, alarm_id desc limit ${ALARMS_MAX}`,
    [caseId],
  )
  return found.rows.map((row) => ({
    alarmId: row.alarm_id,
    neighbour: row.neighbour,
    code: row.code,
    subject: row.subject,
    caseId: row.case_id,
    at: row.at,
  }))
}
