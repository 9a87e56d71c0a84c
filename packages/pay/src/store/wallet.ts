import { assert, type Ctx } from '@modosu/kernel'
import type { WalletKind } from '../wallet-kinds.ts'

/** Lines up whatever takes money out of one member's wallet, until the end of the transaction. */
export async function lockWallet(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`pay:${memberId}`])
}

export async function findUseOrder(
  ctx: Ctx,
  memberId: string,
): Promise<readonly WalletKind[] | undefined> {
  const found = await ctx.tx.query<{ kinds: WalletKind[] }>(
    'select kinds from pay.use_order where member_id = $1',
    [memberId],
  )
  return found.rows[0]?.kinds
}

export async function upsertUseOrder(
  ctx: Ctx,
  input: { readonly memberId: string; readonly kinds: readonly WalletKind[] },
): Promise<void> {
  await ctx.tx.query(
    `insert into pay.use_order (member_id, kinds, set_at) values ($1, $2, $3)
     on conflict on constraint use_order_pkey
     do update set kinds = excluded.kinds, set_at = excluded.set_at`,
    [input.memberId, input.kinds, ctx.now],
  )
}

/** The name by which one merchant knows a member; made at the first need, the same for ever. */
export async function payerIdOf(
  ctx: Ctx,
  payer: { readonly memberId: string; readonly neighbour: string },
): Promise<string> {
  const { memberId, neighbour } = payer
  await ctx.tx.query(
    `insert into pay.payer_name (member_id, neighbour, payer_id, made_at) values ($1, $2, $3, $4)
     on conflict on constraint payer_name_pkey do nothing`,
    [memberId, neighbour, ctx.newId('pyr'), ctx.now],
  )
  const found = await ctx.tx.query<{ payer_id: string }>(
    'select payer_id from pay.payer_name where member_id = $1 and neighbour = $2',
    [memberId, neighbour],
  )
  const payerId = found.rows[0]?.payer_id
  assert(payerId !== undefined, 'a payer has a name after it was made')
  return payerId
}

/** The number by which sales money comes in for a member; made at the first look. */
export async function depositNumberOf(ctx: Ctx, memberId: string): Promise<string> {
  await ctx.tx.query(
    `insert into pay.deposit_number (member_id, deposit_number, made_at) values ($1, $2, $3)
     on conflict on constraint deposit_number_pkey do nothing`,
    [memberId, ctx.newId('dep'), ctx.now],
  )
  const found = await ctx.tx.query<{ deposit_number: string }>(
    'select deposit_number from pay.deposit_number where member_id = $1',
    [memberId],
  )
  const depositNumber = found.rows[0]?.deposit_number
  assert(depositNumber !== undefined, 'a member has a number after it was made')
  return depositNumber
}

export async function findMemberByDeposit(
  ctx: Ctx,
  depositNumber: string,
): Promise<string | undefined> {
  const found = await ctx.tx.query<{ member_id: string }>(
    'select member_id from pay.deposit_number where deposit_number = $1',
    [depositNumber],
  )
  return found.rows[0]?.member_id
}
