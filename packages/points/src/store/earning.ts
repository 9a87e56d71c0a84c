import { type Amount, amount, type Ctx, type Words } from '@modosu/kernel'

export type EarningState = 'pending' | 'usable' | 'taken_back'

/** Points that one purchase earned. */
export interface Earning {
  readonly orderId: string
  readonly memberId: string
  readonly amount: Amount
  readonly paid: Amount
  readonly place: Words
  readonly earnedAt: Date
  readonly usableAt: Date
  readonly state: EarningState
}

interface EarningRow {
  [column: string]: unknown
  order_id: string
  member_id: string
  amount: bigint
  paid: bigint
  place_ja: string
  place_en: string
  earned_at: Date
  usable_at: Date
  state: EarningState
}

const COLUMNS = 'order_id, member_id, amount, paid, place_ja, place_en, earned_at, usable_at, state'

function earningOf(row: EarningRow): Earning {
  return {
    orderId: row.order_id,
    memberId: row.member_id,
    amount: row.amount as Amount,
    paid: row.paid as Amount,
    place: { ja: row.place_ja, en: row.place_en },
    earnedAt: row.earned_at,
    usableAt: row.usable_at,
    state: row.state,
  }
}

/** Notes an earning unless the order has one; waits for another transaction that notes it now. */
export async function insertEarning(
  ctx: Ctx,
  earning: Omit<Earning, 'state' | 'earnedAt'>,
): Promise<boolean> {
  const inserted = await ctx.tx.query(
    `insert into points.earning (order_id, member_id, amount, paid, place_ja, place_en, earned_at,
       usable_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending')
     on conflict on constraint earning_pkey do nothing`,
    [
      earning.orderId,
      earning.memberId,
      earning.amount,
      earning.paid,
      earning.place.ja,
      earning.place.en,
      ctx.now,
      earning.usableAt,
    ],
  )
  return inserted.rowCount === 1
}

export async function lockEarning(ctx: Ctx, orderId: string): Promise<Earning | undefined> {
  const found = await ctx.tx.query<EarningRow>(
    `select ${COLUMNS} from points.earning where order_id = $1 for update`,
    [orderId],
  )
  return found.rows[0] && earningOf(found.rows[0])
}

export async function endEarning(
  ctx: Ctx,
  orderId: string,
  state: Exclude<EarningState, 'pending'>,
): Promise<void> {
  await ctx.tx.query('update points.earning set state = $2, ended_at = $3 where order_id = $1', [
    orderId,
    state,
    ctx.now,
  ])
}

/** What of a member's is not usable yet, the soonest first. */
export async function readPending(
  ctx: Ctx,
  input: { readonly memberId: string; readonly limit: number },
): Promise<Earning[]> {
  const found = await ctx.tx.query<EarningRow>(
    `select ${COLUMNS} from points.earning where member_id = $1 and state = 'pending'
     order by usable_at, order_id limit $2`,
    [input.memberId, input.limit],
  )
  return found.rows.map(earningOf)
}

/** Where the points of these orders were earned. */
export async function readEarnedAt(
  ctx: Ctx,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Words>> {
  if (orderIds.length === 0) return new Map()
  const found = await ctx.tx.query<{ order_id: string; place_ja: string; place_en: string }>(
    'select order_id, place_ja, place_en from points.earning where order_id = any($1)',
    [orderIds],
  )
  return new Map(found.rows.map((row) => [row.order_id, { ja: row.place_ja, en: row.place_en }]))
}

/** What a member earned in a time, and how often; purchases that were taken back do not count. */
export async function sumEarned(
  ctx: Ctx,
  input: { readonly memberId: string; readonly since: Date; readonly until: Date },
): Promise<{ points: Amount; times: number }> {
  const found = await ctx.tx.query<{ points: bigint; times: bigint }>(
    `select coalesce(sum(amount), 0)::bigint as points, count(amount) as times from points.earning
     where member_id = $1 and earned_at >= $2 and earned_at < $3 and state <> 'taken_back'`,
    [input.memberId, input.since, input.until],
  )
  const [row] = found.rows
  return { points: amount(row?.points ?? 0n), times: Number(row?.times ?? 0n) }
}

/** Everything that waits, by member: for the comparison with the ledger. */
export async function sumPendingByMember(
  ctx: Ctx,
  page: { readonly after: string; readonly limit: number },
): Promise<{ memberId: string; pending: bigint }[]> {
  const found = await ctx.tx.query<{ member_id: string; pending: bigint }>(
    `select member_id, coalesce(sum(amount) filter (where state = 'pending'), 0)::bigint as pending
     from points.earning where member_id > $1 group by member_id order by member_id limit $2`,
    [page.after, page.limit],
  )
  return found.rows.map((row) => ({ memberId: row.member_id, pending: row.pending }))
}

export async function insertCardHolder(
  ctx: Ctx,
  holder: { readonly memberId: string; readonly staffId: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into points.card_holder (member_id, noted_by, noted_at) values ($1, $2, $3)
     on conflict on constraint card_holder_pkey do nothing`,
    [holder.memberId, holder.staffId, ctx.now],
  )
}

export async function hasCard(ctx: Ctx, memberId: string): Promise<boolean> {
  const found = await ctx.tx.query('select 1 from points.card_holder where member_id = $1', [
    memberId,
  ])
  return found.rowCount > 0
}
