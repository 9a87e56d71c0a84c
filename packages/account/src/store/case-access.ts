import type { Ctx } from '@modosu/kernel'

export interface PressRow {
  pressId: string
  caseNumber: string
  keyId: string
  contactSealed: Buffer
  doneAt: Date | null
  [column: string]: unknown
}

export async function insertPress(
  ctx: Ctx,
  press: {
    pressId: string
    caseNumber: string
    contactDigest: Buffer
    keyId: string
    contactSealed: Buffer
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.stop_press
       (press_id, case_number, contact_digest, key_id, contact_sealed, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      press.pressId,
      press.caseNumber,
      press.contactDigest,
      press.keyId,
      press.contactSealed,
      ctx.now,
    ],
  )
}

/** The number that the same contact was told after `since`. Two presses at one moment wait here. */
export async function lockPressNumber(
  ctx: Ctx,
  press: { contactDigest: Buffer; since: Date },
): Promise<string | undefined> {
  await ctx.tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `account.stop_press ${press.contactDigest.toString('hex')}`,
  ])
  const found = await ctx.tx.query<{ caseNumber: string }>(
    `select case_number as "caseNumber" from account.stop_press
     where contact_digest = $1 and at > $2 order by at desc, press_id desc limit 1`,
    [press.contactDigest, press.since],
  )
  return found.rows[0]?.caseNumber
}

export async function lockPress(ctx: Ctx, pressId: string): Promise<PressRow | undefined> {
  const found = await ctx.tx.query<PressRow>(
    `select press_id as "pressId", case_number as "caseNumber", key_id as "keyId",
            contact_sealed as "contactSealed", done_at as "doneAt"
     from account.stop_press where press_id = $1 for update`,
    [pressId],
  )
  return found.rows[0]
}

export async function finishPress(
  ctx: Ctx,
  press: { pressId: string; caseId: string | null },
): Promise<void> {
  await ctx.tx.query(
    'update account.stop_press set done_at = $2, case_id = $3 where press_id = $1',
    [press.pressId, ctx.now, press.caseId],
  )
}

export async function insertCaseLink(
  ctx: Ctx,
  link: { tokenHash: Buffer; caseId: string; addressId: string; expiresAt: Date },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.case_link (token_hash, case_id, address_id, made_at, expires_at)
     values ($1, $2, $3, $4, $5)`,
    [link.tokenHash, link.caseId, link.addressId, ctx.now, link.expiresAt],
  )
}

export async function findCaseLink(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<{ caseId: string; caseNumber: string; memberId: string } | undefined> {
  const found = await ctx.tx.query<{ caseId: string; caseNumber: string; memberId: string }>(
    `select l.case_id as "caseId", s.case_number as "caseNumber", s.member_id as "memberId"
     from account.case_link l join account.stop s on s.case_id = l.case_id
     where l.token_hash = $1 and l.expires_at > $2`,
    [tokenHash, ctx.now],
  )
  return found.rows[0]
}

export interface RecoveryRow {
  recoveryId: string
  caseId: string
  keyId: string
  codeDigest: Buffer
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
    keyId: string
    codeDigest: Buffer
    expiresAt: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.recovery
       (recovery_id, case_id, key_id, code_digest, tries, made_at, expires_at)
     values ($1, $2, $3, $4, 0, $5, $6)`,
    [
      recovery.recoveryId,
      recovery.caseId,
      recovery.keyId,
      recovery.codeDigest,
      ctx.now,
      recovery.expiresAt,
    ],
  )
}

export async function lockRecovery(ctx: Ctx, recoveryId: string): Promise<RecoveryRow | undefined> {
  const found = await ctx.tx.query<RecoveryRow>(
    `select recovery_id as "recoveryId", case_id as "caseId", key_id as "keyId",
            code_digest as "codeDigest", tries, expires_at as "expiresAt",
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
  recovery: { recoveryId: string; tokenHash: Buffer; tokenExpiresAt: Date },
): Promise<void> {
  await ctx.tx.query(
    `update account.recovery set verified_at = $2, token_hash = $3, token_expires_at = $4
     where recovery_id = $1`,
    [recovery.recoveryId, ctx.now, recovery.tokenHash, recovery.tokenExpiresAt],
  )
}
