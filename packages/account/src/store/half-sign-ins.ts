import type { Ctx } from '@modosu/kernel'

export interface HalfSignIn {
  memberId: string
  tries: number
  [column: string]: unknown
}

export async function insertHalfSignIn(
  ctx: Ctx,
  half: { tokenHash: Buffer; memberId: string; expiresAt: Date },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.half_sign_in (token_hash, member_id, tries, made_at, expires_at)
     values ($1, $2, 0, $3, $4)`,
    [half.tokenHash, half.memberId, ctx.now, half.expiresAt],
  )
}

/** Locked: of two codes at one moment each is counted. */
export async function lockHalfSignIn(ctx: Ctx, tokenHash: Buffer): Promise<HalfSignIn | undefined> {
  const found = await ctx.tx.query<HalfSignIn>(
    `select member_id as "memberId", tries from account.half_sign_in
     where token_hash = $1 and closed_at is null and expires_at > $2
     for update`,
    [tokenHash, ctx.now],
  )
  return found.rows[0]
}

/** A try; the last one, and the right one, close it. */
export async function countHalfSignInTry(
  ctx: Ctx,
  half: { tokenHash: Buffer; closes: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update account.half_sign_in
     set tries = tries + 1, closed_at = case when $2 then $3::timestamptz end
     where token_hash = $1`,
    [half.tokenHash, half.closes, ctx.now],
  )
}

/** What is half finished ends with a stop. */
export async function closeHalfSignIns(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query(
    `update account.half_sign_in set closed_at = $2
     where member_id = $1 and closed_at is null`,
    [memberId, ctx.now],
  )
}
