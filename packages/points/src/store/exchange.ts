import type { Amount, Ctx } from '@modosu/kernel'

export type ExchangeState = 'processing' | 'sent' | 'stopped' | 'refused'

export interface Exchange {
  readonly exchangeId: string
  readonly memberId: string
  /** The company whose programme gets the points. */
  readonly programme: string
  readonly memberNumber: string
  readonly amount: Amount
  readonly sessionId: string
  readonly deviceId: string
  readonly askedAt: Date
  readonly sendsAt: Date
  readonly state: ExchangeState
  readonly endedAt: Date | null
}

interface ExchangeRow {
  [column: string]: unknown
  exchange_id: string
  member_id: string
  programme: string
  member_number: string
  amount: bigint
  session_id: string
  device_id: string
  asked_at: Date
  sends_at: Date
  state: ExchangeState
  ended_at: Date | null
}

const COLUMNS = `exchange_id, member_id, programme, member_number, amount, session_id, device_id,
  asked_at, sends_at, state, ended_at`

function exchangeOf(row: ExchangeRow): Exchange {
  return {
    exchangeId: row.exchange_id,
    memberId: row.member_id,
    programme: row.programme,
    memberNumber: row.member_number,
    amount: row.amount as Amount,
    sessionId: row.session_id,
    deviceId: row.device_id,
    askedAt: row.asked_at,
    sendsAt: row.sends_at,
    state: row.state,
    endedAt: row.ended_at,
  }
}

export async function insertExchange(
  ctx: Ctx,
  exchange: Omit<Exchange, 'state' | 'endedAt' | 'askedAt'>,
): Promise<void> {
  await ctx.tx.query(
    `insert into points.exchange (exchange_id, member_id, programme, member_number, amount,
       session_id, device_id, asked_at, sends_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'processing')`,
    [
      exchange.exchangeId,
      exchange.memberId,
      exchange.programme,
      exchange.memberNumber,
      exchange.amount,
      exchange.sessionId,
      exchange.deviceId,
      ctx.now,
      exchange.sendsAt,
    ],
  )
}

/** Locks an exchange, so that stopping it and sending it never cross. */
export async function lockExchange(ctx: Ctx, exchangeId: string): Promise<Exchange | undefined> {
  const found = await ctx.tx.query<ExchangeRow>(
    `select ${COLUMNS} from points.exchange where exchange_id = $1 for update`,
    [exchangeId],
  )
  return found.rows[0] && exchangeOf(found.rows[0])
}

/** The exchange that went away by this transfer. */
export async function findExchangeByTransfer(
  ctx: Ctx,
  transferId: string,
): Promise<Exchange | undefined> {
  const found = await ctx.tx.query<ExchangeRow>(
    `select ${COLUMNS} from points.exchange where transfer_id = $1 for update`,
    [transferId],
  )
  return found.rows[0] && exchangeOf(found.rows[0])
}

export async function listExchanges(
  ctx: Ctx,
  input: { readonly memberId: string; readonly limit: number },
): Promise<Exchange[]> {
  const found = await ctx.tx.query<ExchangeRow>(
    `select ${COLUMNS} from points.exchange where member_id = $1
     order by asked_at desc, exchange_id desc limit $2`,
    [input.memberId, input.limit],
  )
  return found.rows.map(exchangeOf)
}

/** Exchanges in order of their ids, after one: for whoever goes through all of them. */
export async function pageExchanges(
  ctx: Ctx,
  page: { readonly after: string; readonly limit: number },
): Promise<Exchange[]> {
  const found = await ctx.tx.query<ExchangeRow>(
    `select ${COLUMNS} from points.exchange where exchange_id > $1 order by exchange_id limit $2`,
    [page.after, page.limit],
  )
  return found.rows.map(exchangeOf)
}

export async function endExchange(
  ctx: Ctx,
  exchangeId: string,
  end: { readonly state: Exclude<ExchangeState, 'processing'>; readonly transferId?: string },
): Promise<void> {
  await ctx.tx.query(
    `update points.exchange
     set state = $2, transfer_id = coalesce($3, transfer_id), ended_at = $4
     where exchange_id = $1`,
    [exchangeId, end.state, end.transferId ?? null, ctx.now],
  )
}

export async function insertMemberNumber(
  ctx: Ctx,
  input: { readonly memberId: string; readonly memberNumber: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into points.member_number (member_id, member_number, given_at) values ($1, $2, $3)
     on conflict on constraint member_number_pkey do nothing`,
    [input.memberId, input.memberNumber, ctx.now],
  )
}

export async function findMemberNumber(ctx: Ctx, memberId: string): Promise<string | undefined> {
  const found = await ctx.tx.query<{ member_number: string }>(
    'select member_number from points.member_number where member_id = $1',
    [memberId],
  )
  return found.rows[0]?.member_number
}

export async function findMemberByNumber(
  ctx: Ctx,
  memberNumber: string,
): Promise<string | undefined> {
  const found = await ctx.tx.query<{ member_id: string }>(
    'select member_id from points.member_number where member_number = $1',
    [memberNumber],
  )
  return found.rows[0]?.member_id
}

export interface Announced {
  readonly exchangeId: string
  readonly programme: string
  readonly memberId: string
  readonly amount: Amount
}

/** Notes an announcement unless it is known; the insert waits for another one under this id. */
export async function insertAnnounced(ctx: Ctx, announced: Announced): Promise<void> {
  await ctx.tx.query(
    `insert into points.announced (exchange_id, programme, member_id, amount, announced_at)
     values ($1, $2, $3, $4, $5) on conflict on constraint announced_pkey do nothing`,
    [announced.exchangeId, announced.programme, announced.memberId, announced.amount, ctx.now],
  )
}

export async function findAnnounced(
  ctx: Ctx,
  exchangeId: string,
): Promise<(Announced & { readonly creditedAt: Date | null }) | undefined> {
  const found = await ctx.tx.query<{
    exchange_id: string
    programme: string
    member_id: string
    amount: bigint
    credited_at: Date | null
  }>(
    `select exchange_id, programme, member_id, amount, credited_at
     from points.announced where exchange_id = $1 for update`,
    [exchangeId],
  )
  const [row] = found.rows
  return (
    row && {
      exchangeId: row.exchange_id,
      programme: row.programme,
      memberId: row.member_id,
      amount: row.amount as Amount,
      creditedAt: row.credited_at,
    }
  )
}

export async function writeCredited(ctx: Ctx, exchangeId: string): Promise<void> {
  await ctx.tx.query('update points.announced set credited_at = $2 where exchange_id = $1', [
    exchangeId,
    ctx.now,
  ])
}
