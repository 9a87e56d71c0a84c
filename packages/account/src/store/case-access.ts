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
