import type { Ctx } from '@modosu/kernel'
import type { Channel } from '../changes/change.ts'

/** What a code confirms: the address of a sign-up, or a contact that a member wants to have. */
export type CodePurpose = 'sign_up' | Channel

export interface ContactCodeRow {
  codeId: string
  memberId: string
  purpose: CodePurpose
  sessionId: string | null
  contact: string
  keyId: string
  codeDigest: Buffer
  tries: number
  expiresAt: Date
  closedAt: Date | null
  [column: string]: unknown
}

export async function insertContactCode(
  ctx: Ctx,
  code: {
    codeId: string
    memberId: string
    purpose: CodePurpose
    sessionId?: string
    contact: string
    keyId: string
    codeDigest: Buffer
    expiresAt: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.contact_code
       (code_id, member_id, purpose, session_id, contact, key_id, code_digest, tries, made_at,
        expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)`,
    [
      code.codeId,
      code.memberId,
      code.purpose,
      code.sessionId ?? null,
      code.contact,
      code.keyId,
      code.codeDigest,
      ctx.now,
      code.expiresAt,
    ],
  )
}

const CONTACT_CODE = `
  select code_id as "codeId", member_id as "memberId", purpose, session_id as "sessionId", contact,
         key_id as "keyId", code_digest as "codeDigest", tries, expires_at as "expiresAt",
         closed_at as "closedAt"
  from account.contact_code`

export async function lockSignUpCode(
  ctx: Ctx,
  memberId: string,
): Promise<ContactCodeRow | undefined> {
  const found = await ctx.tx.query<ContactCodeRow>(
    `${CONTACT_CODE} where member_id = $1 and purpose = 'sign_up'
     order by made_at desc limit 1 for update`,
    [memberId],
  )
  return found.rows[0]
}

/** The code of a change that this very session asked for. */
export async function lockContactCode(
  ctx: Ctx,
  code: { codeId: string; sessionId: string; purpose: Channel },
): Promise<ContactCodeRow | undefined> {
  const found = await ctx.tx.query<ContactCodeRow>(
    `${CONTACT_CODE} where code_id = $1 and session_id = $2 and purpose = $3 for update`,
    [code.codeId, code.sessionId, code.purpose],
  )
  return found.rows[0]
}

export async function countCodeTry(ctx: Ctx, codeId: string): Promise<void> {
  await ctx.tx.query('update account.contact_code set tries = tries + 1 where code_id = $1', [
    codeId,
  ])
}

export async function closeContactCode(ctx: Ctx, codeId: string): Promise<void> {
  await ctx.tx.query('update account.contact_code set closed_at = $2 where code_id = $1', [
    codeId,
    ctx.now,
  ])
}

/** Pending changes end with a stop, and one of a purpose with a newer request. */
export async function closeContactCodes(
  ctx: Ctx,
  which: { memberId: string; purpose?: CodePurpose },
): Promise<void> {
  await ctx.tx.query(
    `update account.contact_code set closed_at = $3
     where member_id = $1 and ($2::text is null or purpose = $2) and closed_at is null`,
    [which.memberId, which.purpose ?? null, ctx.now],
  )
}

export async function insertRecoveryCode(
  ctx: Ctx,
  code: { recoveryCodeId: string; memberId: string; codeHash: Buffer },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.recovery_code (recovery_code_id, member_id, code_hash, made_at)
     values ($1, $2, $3, $4)`,
    [code.recoveryCodeId, code.memberId, code.codeHash, ctx.now],
  )
}

export async function findPresentRecoveryCode(
  ctx: Ctx,
  memberId: string,
): Promise<string | undefined> {
  const found = await ctx.tx.query<{ recoveryCodeId: string }>(
    `select recovery_code_id as "recoveryCodeId" from account.recovery_code
     where member_id = $1 and replaced_at is null
     order by made_at desc, recovery_code_id desc limit 1`,
    [memberId],
  )
  return found.rows[0]?.recoveryCodeId
}

export async function replaceRecoveryCodes(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.tx.query(
    `update account.recovery_code set replaced_at = $2
     where member_id = $1 and replaced_at is null`,
    [memberId, ctx.now],
  )
}

/**
 * The code that was the member's at `at`, if it has this hash: made before, not replaced
 * before. What was made or replaced later does not count.
 */
export async function findRecoveryCodeAt(
  ctx: Ctx,
  code: { memberId: string; codeHash: Buffer; at: Date },
): Promise<string | undefined> {
  const found = await ctx.tx.query<{ recoveryCodeId: string }>(
    `select recovery_code_id as "recoveryCodeId" from account.recovery_code
     where member_id = $1 and code_hash = $2 and made_at < $3
       and (replaced_at is null or replaced_at >= $3)
     limit 1`,
    [code.memberId, code.codeHash, code.at],
  )
  return found.rows[0]?.recoveryCodeId
}
