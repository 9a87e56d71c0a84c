import type { Ctx } from '@modosu/kernel'

export async function insertSignal(
  ctx: Ctx,
  signal: {
    signalId: string
    memberId: string
    sessionId: string | null
    event: string
    payload: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.signal (signal_id, member_id, session_id, event, payload, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [signal.signalId, signal.memberId, signal.sessionId, signal.event, signal.payload, ctx.now],
  )
}

export interface SignalRow {
  signalId: string
  memberId: string
  sessionId: string | null
  event: string
  payload: Record<string, unknown>
  at: Date
  number: bigint
  [column: string]: unknown
}

/** What was told after `number`, in order: how another room reads the outbox from where it stood. */
export async function listSignals(
  ctx: Ctx,
  page: { after: bigint; limit: number },
): Promise<SignalRow[]> {
  const found = await ctx.tx.query<SignalRow>(
    `select signal_id as "signalId", member_id as "memberId", session_id as "sessionId", event,
            payload, at, number
     from account.signal where number > $1 order by number limit $2`,
    [page.after, page.limit],
  )
  return found.rows
}
