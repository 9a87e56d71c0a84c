import { type Amount, amount, type Ctx } from '@modosu/kernel'

export type ChargeState = 'asked' | 'charged' | 'refused'

/** Money on its way from a bank account into a wallet. */
export interface Charge {
  readonly chargeId: string
  readonly memberId: string
  readonly amount: Amount
  readonly bankAccountId: string
  readonly sessionId: string
  readonly deviceId: string
  readonly askedAt: Date
  readonly state: ChargeState
  readonly reason: string | null
}

interface ChargeRow {
  [column: string]: unknown
  charge_id: string
  member_id: string
  amount: bigint
  bank_account_id: string
  session_id: string
  device_id: string
  asked_at: Date
  state: ChargeState
  reason: string | null
}

const COLUMNS = `charge_id, member_id, amount, bank_account_id, session_id, device_id, asked_at,
  state, reason`

function chargeOf(row: ChargeRow): Charge {
  return {
    chargeId: row.charge_id,
    memberId: row.member_id,
    amount: row.amount as Amount,
    bankAccountId: row.bank_account_id,
    sessionId: row.session_id,
    deviceId: row.device_id,
    askedAt: row.asked_at,
    state: row.state,
    reason: row.reason,
  }
}

export async function insertCharge(
  ctx: Ctx,
  charge: Omit<Charge, 'state' | 'reason' | 'askedAt'>,
): Promise<void> {
  await ctx.tx.query(
    `insert into pay.charge (charge_id, member_id, amount, bank_account_id, session_id, device_id,
       asked_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, 'asked')`,
    [
      charge.chargeId,
      charge.memberId,
      charge.amount,
      charge.bankAccountId,
      charge.sessionId,
      charge.deviceId,
      ctx.now,
    ],
  )
}

export async function lockCharge(ctx: Ctx, chargeId: string): Promise<Charge | undefined> {
  const found = await ctx.tx.query<ChargeRow>(
    `select ${COLUMNS} from pay.charge where charge_id = $1 for update`,
    [chargeId],
  )
  return found.rows[0] && chargeOf(found.rows[0])
}

export async function endCharge(
  ctx: Ctx,
  chargeId: string,
  end: { readonly state: 'charged' | 'refused'; readonly reason?: string },
): Promise<void> {
  await ctx.tx.query(
    'update pay.charge set state = $2, ended_at = $3, reason = $4 where charge_id = $1',
    [chargeId, end.state, ctx.now, end.reason ?? null],
  )
}

export async function listCharges(
  ctx: Ctx,
  input: { readonly memberId: string; readonly limit: number },
): Promise<Charge[]> {
  const found = await ctx.tx.query<ChargeRow>(
    `select ${COLUMNS} from pay.charge where member_id = $1
     order by asked_at desc, charge_id desc limit $2`,
    [input.memberId, input.limit],
  )
  return found.rows.map(chargeOf)
}

/** What a member has charged since then, or is charging. */
export async function sumCharged(
  ctx: Ctx,
  input: { readonly memberId: string; readonly since: Date },
): Promise<Amount> {
  const found = await ctx.tx.query<{ sum: bigint }>(
    `select coalesce(sum(amount), 0)::bigint as sum from pay.charge
     where member_id = $1 and asked_at >= $2 and state <> 'refused'`,
    [input.memberId, input.since],
  )
  return amount(found.rows[0]?.sum ?? 0n)
}
