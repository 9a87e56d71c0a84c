import type { Ctx } from '@modosu/kernel'

export interface HalfSignIn {
  memberId: string
  tries: number
  risks: string[]
  keyId: string | null
  codeDigest: Buffer | null
  [column: string]: unknown
}

export async function insertHalfSignIn(
  ctx: Ctx,
  half: {
    tokenHash: Buffer
    memberId: string
    expiresAt: Date
    network: string
    risks: readonly string[]
    keyId: string | undefined
    codeDigest: Buffer | undefined
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.half_sign_in
       (token_hash, member_id, tries, made_at, expires_at, network, risks, key_id, code_digest)
     values ($1, $2, 0, $3, $4, $5, $6, $7, $8)`,
    [
      half.tokenHash,
      half.memberId,
      ctx.now,
      half.expiresAt,
      half.network,
      half.risks,
      half.keyId ?? null,
      half.codeDigest ?? null,
    ],
  )
}

/** Locked: of two codes at one moment each is counted. */
export async function lockHalfSignIn(ctx: Ctx, tokenHash: Buffer): Promise<HalfSignIn | undefined> {
  const found = await ctx.tx.query<HalfSignIn>(
    `select member_id as "memberId", tries, risks, key_id as "keyId", code_digest as "codeDigest"
     from account.half_sign_in
     where token_hash = $1 and closed_at is null and expires_at > $2
     for update`,
    [tokenHash, ctx.now],
  )
  return found.rows[0]
}

/** A try; the last one, and the right one, close it. */
export async function countHalfSignInTry(
  ctx: Ctx,
  half: { tokenHash: Buffer; closes: boolean; finishes: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update account.half_sign_in
     set tries = tries + 1, closed_at = case when $2 then $4::timestamptz end,
         finished_at = case when $3 then $4::timestamptz end
     where token_hash = $1`,
    [half.tokenHash, half.closes, half.finishes, ctx.now],
  )
}

/**
 * Whose sign-in stayed half finished, and when it was begun: nobody completed it, nor signed in from
 * that network in another way since. One that a stop ended is told by the stop.
 */
export async function findUnfinished(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<{ memberId: string; madeAt: Date } | undefined> {
  const found = await ctx.tx.query<{ memberId: string; madeAt: Date }>(
    `select h.member_id as "memberId", h.made_at as "madeAt"
     from account.half_sign_in h
     where h.token_hash = $1 and h.finished_at is null
       and not exists (select 1 from account.session s
                       where s.member_id = h.member_id and s.begun_at >= h.made_at
                         and s.network = h.network)
       and not exists (select 1 from account.stop p
                       where p.member_id = h.member_id and p.given_back_at is null)`,
    [tokenHash],
  )
  return found.rows[0]
}

/** What is half finished ends with a stop. */
export async function closeHalfSignIns(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query(
    `update account.half_sign_in set closed_at = $2
     where member_id = $1 and closed_at is null`,
    [memberId, ctx.now],
  )
}
