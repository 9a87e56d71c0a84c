import type { Amount, Ctx } from '@modosu/kernel'
import type { Payout, PayoutState } from '../payout.ts'

interface PayoutRow {
  [column: string]: unknown
  payout_id: string
  member_id: string
  source_account: string
  amount: bigint
  fee: bigint
  payout_account_id: string
  session_id: string
  device_id: string
  asked_at: Date
  sends_at: Date
  state: PayoutState
  settles_at: Date | null
  ended_at: Date | null
  reason: string | null
}

const COLUMNS = `payout_id, member_id, source_account, amount, fee, payout_account_id, session_id,
  device_id, asked_at, sends_at, state, settles_at, ended_at, reason`

function payoutOf(row: PayoutRow): Payout {
  return {
    payoutId: row.payout_id,
    memberId: row.member_id,
    sourceAccount: row.source_account,
    amount: row.amount as Amount,
    fee: row.fee as Amount,
    payoutAccountId: row.payout_account_id,
    sessionId: row.session_id,
    deviceId: row.device_id,
    askedAt: row.asked_at,
    sendsAt: row.sends_at,
    state: row.state,
    settlesAt: row.settles_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    reason: row.reason ?? undefined,
  }
}

export async function insertPayout(
  ctx: Ctx,
  payout: Omit<Payout, 'state' | 'askedAt' | 'settlesAt' | 'endedAt' | 'reason'>,
): Promise<void> {
  await ctx.tx.query(
    `insert into payout.payout (payout_id, member_id, source_account, amount, fee,
       payout_account_id, session_id, device_id, asked_at, sends_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting')`,
    [
      payout.payoutId,
      payout.memberId,
      payout.sourceAccount,
      payout.amount,
      payout.fee,
      payout.payoutAccountId,
      payout.sessionId,
      payout.deviceId,
      ctx.now,
      payout.sendsAt,
    ],
  )
}

/** Locks a payout, so that sending, stopping and ending it never cross. */
export async function lockPayout(ctx: Ctx, payoutId: string): Promise<Payout | undefined> {
  const found = await ctx.tx.query<PayoutRow>(
    `select ${COLUMNS} from payout.payout where payout_id = $1 for update`,
    [payoutId],
  )
  return found.rows[0] && payoutOf(found.rows[0])
}

/** The payouts of a member, newest first. */
export async function listPayouts(
  ctx: Ctx,
  input: { readonly memberId: string; readonly limit: number },
): Promise<Payout[]> {
  const found = await ctx.tx.query<PayoutRow>(
    `select ${COLUMNS} from payout.payout where member_id = $1
     order by asked_at desc, payout_id desc limit $2`,
    [input.memberId, input.limit],
  )
  return found.rows.map(payoutOf)
}

/** Payouts in order of their ids, after one: for whoever goes through all of them. */
export async function pagePayouts(
  ctx: Ctx,
  page: { readonly after: string; readonly limit: number },
): Promise<Payout[]> {
  const found = await ctx.tx.query<PayoutRow>(
    `select ${COLUMNS} from payout.payout where payout_id > $1 order by payout_id limit $2`,
    [page.after, page.limit],
  )
  return found.rows.map(payoutOf)
}

export async function writeState(
  ctx: Ctx,
  payoutId: string,
  to: {
    readonly state: PayoutState
    readonly settlesAt?: Date
    readonly ended?: boolean
    readonly reason?: string
  },
): Promise<void> {
  await ctx.tx.query(
    `update payout.payout
     set state = $2, settles_at = coalesce($3, settles_at), ended_at = $4,
         reason = coalesce($5, reason)
     where payout_id = $1`,
    [payoutId, to.state, to.settlesAt ?? null, to.ended ? ctx.now : null, to.reason ?? null],
  )
}

export async function writeSendsAt(ctx: Ctx, payoutId: string, sendsAt: Date): Promise<void> {
  await ctx.tx.query('update payout.payout set sends_at = $2 where payout_id = $1', [
    payoutId,
    sendsAt,
  ])
}

/** Notes a notice of the bank; false when it was taken before. */
export async function insertNotice(
  ctx: Ctx,
  notice: { readonly noticeId: string; readonly payoutId: string },
): Promise<boolean> {
  const inserted = await ctx.tx.query(
    `insert into payout.bank_notice (notice_id, payout_id, taken_at) values ($1, $2, $3)
     on conflict on constraint bank_notice_pkey do nothing`,
    [notice.noticeId, notice.payoutId, ctx.now],
  )
  return inserted.rowCount === 1
}
