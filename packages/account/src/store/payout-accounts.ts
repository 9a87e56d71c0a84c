import type { Ctx } from '@modosu/kernel'

export interface PayoutAccountRow {
  payoutAccountId: string
  keyId: string
  sealed: Buffer
  madeAt: Date
  [column: string]: unknown
}

export async function findPresentPayoutAccount(
  ctx: Ctx,
  memberId: string,
): Promise<PayoutAccountRow | undefined> {
  const found = await ctx.tx.query<PayoutAccountRow>(
    `select payout_account_id as "payoutAccountId", key_id as "keyId", sealed,
            made_at as "madeAt"
     from account.payout_account where member_id = $1 and removed_at is null`,
    [memberId],
  )
  return found.rows[0]
}

export async function insertPayoutAccount(
  ctx: Ctx,
  account: { payoutAccountId: string; memberId: string; keyId: string; sealed: Buffer },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.payout_account
       (payout_account_id, member_id, key_id, sealed, made_at)
     values ($1, $2, $3, $4, $5)`,
    [account.payoutAccountId, account.memberId, account.keyId, account.sealed, ctx.now],
  )
}

/** Makes one of the member's accounts the one that counts, or none. */
export async function choosePayoutAccount(
  ctx: Ctx,
  choice: { memberId: string; payoutAccountId: string | null },
): Promise<void> {
  await ctx.tx.query(
    `update account.payout_account set removed_at = $2
     where member_id = $1 and removed_at is null`,
    [choice.memberId, ctx.now],
  )
  await ctx.tx.query(
    `update account.payout_account set removed_at = null
     where member_id = $1 and payout_account_id = $2`,
    [choice.memberId, choice.payoutAccountId],
  )
}
