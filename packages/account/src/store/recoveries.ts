import type { Ctx } from '@modosu/kernel'
import { ADDRESSES_MAX } from '../limits.ts'

/** By what an owner can be verified; two of different kinds, or two people at the desk. */
export type RecoveryMethod = 'sent_code' | 'saved_code' | 'passkey' | 'desk'

export interface RecoveryRow {
  recoveryId: string
  caseId: string
  addressId: string | null
  keyId: string
  codeDigest: Buffer | null
  tries: number
  expiresAt: Date
  verifiedAt: Date | null
  tokenHash: Buffer | null
  tokenExpiresAt: Date | null
  [column: string]: unknown
}

export async function insertRecovery(
  ctx: Ctx,
  recovery: {
    recoveryId: string
    caseId: string
    addressId: string | null
    keyId: string
    codeDigest: Buffer | null
    methods: readonly RecoveryMethod[]
    expiresAt: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.recovery
       (recovery_id, case_id, address_id, key_id, code_digest, methods, tries, made_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, 0, $7, $8)`,
    [
      recovery.recoveryId,
      recovery.caseId,
      recovery.addressId,
      recovery.keyId,
      recovery.codeDigest,
      recovery.methods,
      ctx.now,
      recovery.expiresAt,
    ],
  )
}

export async function lockRecovery(ctx: Ctx, recoveryId: string): Promise<RecoveryRow | undefined> {
  const found = await ctx.tx.query<RecoveryRow>(
    `select recovery_id as "recoveryId", case_id as "caseId", address_id as "addressId",
            key_id as "keyId", code_digest as "codeDigest", tries, expires_at as "expiresAt",
            verified_at as "verifiedAt", token_hash as "tokenHash",
            token_expires_at as "tokenExpiresAt"
     from account.recovery where recovery_id = $1 for update`,
    [recoveryId],
  )
  return found.rows[0]
}

export async function countProofTry(ctx: Ctx, recoveryId: string): Promise<void> {
  await ctx.tx.query('update account.recovery set tries = tries + 1 where recovery_id = $1', [
    recoveryId,
  ])
}

export async function verifyRecovery(
  ctx: Ctx,
  recovery: {
    recoveryId: string
    methods: readonly RecoveryMethod[]
    tokenHash: Buffer
    tokenExpiresAt: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `update account.recovery
     set verified_at = $2, methods = $3, token_hash = $4, token_expires_at = $5
     where recovery_id = $1`,
    [recovery.recoveryId, ctx.now, recovery.methods, recovery.tokenHash, recovery.tokenExpiresAt],
  )
}

/** Ends what is open or was verified in a case; the owner begins anew. */
export async function voidRecoveries(ctx: Ctx, caseId: string): Promise<void> {
  await ctx.tx.query(
    `update account.recovery
     set expires_at = least(expires_at, $2),
         token_expires_at = case when token_expires_at > $2 then $2 else token_expires_at end
     where case_id = $1`,
    [caseId, ctx.now],
  )
}

/** A passkey that was the member's just before `at`, also when it was taken out since. */
export async function findPasskeyBefore(
  ctx: Ctx,
  which: { memberId: string; credentialId: string; at: Date },
): Promise<{ credentialId: string; publicKey: Buffer; counter: bigint } | undefined> {
  const found = await ctx.tx.query<{ credentialId: string; publicKey: Buffer; counter: bigint }>(
    `select credential_id as "credentialId", public_key as "publicKey", counter
     from account.passkey
     where member_id = $1 and credential_id = $2 and made_at < $3
       and (removed_at is null or removed_at >= $3)`,
    [which.memberId, which.credentialId, which.at],
  )
  return found.rows[0]
}

export async function hadPasskeyBefore(
  ctx: Ctx,
  which: { memberId: string; at: Date },
): Promise<boolean> {
  const found = await ctx.tx.query(
    `select 1 from account.passkey
     where member_id = $1 and made_at < $2 and (removed_at is null or removed_at >= $2) limit 1`,
    [which.memberId, which.at],
  )
  return found.rowCount > 0
}

export interface VouchRow {
  staffId: string
  supervisor: boolean
  contactDigest: Buffer
  keyId: string
  [column: string]: unknown
}

export async function insertVouch(
  ctx: Ctx,
  vouch: VouchRow & { vouchId: string; caseId: string; papers: string; reason: string },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.desk_vouch
       (vouch_id, case_id, staff_id, supervisor, contact_digest, key_id, papers, reason, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      vouch.vouchId,
      vouch.caseId,
      vouch.staffId,
      vouch.supervisor,
      vouch.contactDigest,
      vouch.keyId,
      vouch.papers,
      vouch.reason,
      ctx.now,
    ],
  )
}

/** Who at the desk has vouched after `since`, newest first. */
export async function listVouches(
  ctx: Ctx,
  which: { caseId: string; since: Date },
): Promise<VouchRow[]> {
  const found = await ctx.tx.query<VouchRow>(
    `select staff_id as "staffId", supervisor, contact_digest as "contactDigest",
            key_id as "keyId"
     from account.desk_vouch where case_id = $1 and at > $2 order by at desc limit $3`,
    [which.caseId, which.since, ADDRESSES_MAX],
  )
  return found.rows
}
