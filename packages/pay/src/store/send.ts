import { type Amount, amount, type Ctx } from '@modosu/kernel'

export interface SendRow {
  readonly sendId: string
  readonly senderId: string
  readonly receiverId: string
  readonly amount: Amount
  readonly sessionId: string
  readonly deviceId: string
}

export async function insertSend(ctx: Ctx, send: SendRow): Promise<void> {
  await ctx.tx.query(
    `insert into pay.send (send_id, sender_id, receiver_id, amount, session_id, device_id, sent_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      send.sendId,
      send.senderId,
      send.receiverId,
      send.amount,
      send.sessionId,
      send.deviceId,
      ctx.now,
    ],
  )
}

/** What a member has sent since then. */
export async function sumSent(
  ctx: Ctx,
  input: { readonly senderId: string; readonly since: Date },
): Promise<Amount> {
  const found = await ctx.tx.query<{ sum: bigint }>(
    `select coalesce(sum(amount), 0)::bigint as sum from pay.send
     where sender_id = $1 and sent_at > $2`,
    [input.senderId, input.since],
  )
  return amount(found.rows[0]?.sum ?? 0n)
}

/** Gives a member this code, unless he has one. */
export async function insertReceiveCode(
  ctx: Ctx,
  input: { readonly memberId: string; readonly code: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into pay.receive_code (member_id, code, made_at) values ($1, $2, $3)
     on conflict on constraint receive_code_pkey do nothing`,
    [input.memberId, input.code, ctx.now],
  )
}

export async function findReceiveCode(ctx: Ctx, memberId: string): Promise<string | undefined> {
  const found = await ctx.tx.query<{ code: string }>(
    'select code from pay.receive_code where member_id = $1',
    [memberId],
  )
  return found.rows[0]?.code
}

/** Whose code it is, or `undefined` when it is nobody's. */
export async function findReceiver(ctx: Ctx, code: string): Promise<string | undefined> {
  const found = await ctx.tx.query<{ member_id: string }>(
    'select member_id from pay.receive_code where code = $1',
    [code],
  )
  return found.rows[0]?.member_id
}
