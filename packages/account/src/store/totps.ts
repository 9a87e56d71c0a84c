import type { Ctx } from '@modosu/kernel'

export interface TotpRow {
  totpId: string
  memberId: string
  keyId: string
  sealed: Buffer
  madeAt: Date
  confirmedAt: Date | null
  [column: string]: unknown
}

const TOTP = `
  select totp_id as "totpId", member_id as "memberId", key_id as "keyId", sealed,
         made_at as "madeAt", confirmed_at as "confirmedAt"
  from account.totp`

/** The member's authenticator app, once it is confirmed. */
export async function findTotp(ctx: Ctx, memberId: string): Promise<TotpRow | undefined> {
  const found = await ctx.tx.query<TotpRow>(
    `${TOTP} where member_id = $1 and confirmed_at is not null and removed_at is null`,
    [memberId],
  )
  return found.rows[0]
}

/** One that waits for its first code. */
export async function findPendingTotp(
  ctx: Ctx,
  totp: { totpId: string; memberId: string; madeAfter: Date },
): Promise<TotpRow | undefined> {
  const found = await ctx.tx.query<TotpRow>(
    `${TOTP} where totp_id = $1 and member_id = $2 and confirmed_at is null
       and removed_at is null and made_at > $3`,
    [totp.totpId, totp.memberId, totp.madeAfter],
  )
  return found.rows[0]
}

export async function insertTotp(
  ctx: Ctx,
  totp: { totpId: string; memberId: string; keyId: string; sealed: Buffer },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.totp (totp_id, member_id, key_id, sealed, made_at)
     values ($1, $2, $3, $4, $5)`,
    [totp.totpId, totp.memberId, totp.keyId, totp.sealed, ctx.now],
  )
}

export async function confirmTotp(ctx: Ctx, totpId: string): Promise<void> {
  await ctx.tx.query('update account.totp set confirmed_at = $2 where totp_id = $1', [
    totpId,
    ctx.now,
  ])
}

/** True once for a step of the app's clock, and never for an earlier one afterwards. */
export async function takeTotpStep(
  ctx: Ctx,
  use: { totpId: string; step: number },
): Promise<boolean> {
  const taken = await ctx.tx.query(
    `update account.totp set last_step = $2
     where totp_id = $1 and (last_step is null or last_step < $2)`,
    [use.totpId, use.step],
  )
  return taken.rowCount === 1
}

/** Makes one of the member's apps the one that counts, or none. */
export async function chooseTotp(
  ctx: Ctx,
  choice: { memberId: string; totpId: string | null },
): Promise<void> {
  await ctx.tx.query(
    `update account.totp set removed_at = $2
     where member_id = $1 and confirmed_at is not null and removed_at is null`,
    [choice.memberId, ctx.now],
  )
  await ctx.tx.query(
    'update account.totp set removed_at = null where member_id = $1 and totp_id = $2',
    [choice.memberId, choice.totpId],
  )
}
