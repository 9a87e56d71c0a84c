import type { Ctx, StaffRole } from '@modosu/kernel'

const PASSKEYS_MAX = 20
const SWEPT_MAX = 20

export interface StaffPasskey {
  passkeyId: string
  staffId: string
  credentialId: string
  publicKey: Buffer
  counter: bigint
  name: string
  backedUp: boolean
  madeAt: Date
  lastUsedAt: Date | null
  [column: string]: unknown
}

const PASSKEY = `
  select passkey_id as "passkeyId", staff_id as "staffId", credential_id as "credentialId",
         public_key as "publicKey", counter, name, backed_up as "backedUp", made_at as "madeAt",
         last_used_at as "lastUsedAt"
  from desk.staff_passkey`

export async function listStaffPasskeys(ctx: Ctx, staffId: string): Promise<StaffPasskey[]> {
  const { rows } = await ctx.tx.query<StaffPasskey>(
    `${PASSKEY} where staff_id = $1 and removed_at is null order by made_at, passkey_id limit $2`,
    [staffId, PASSKEYS_MAX],
  )
  return rows
}

export async function lockStaffPasskey(
  ctx: Ctx,
  credentialId: string,
): Promise<StaffPasskey | undefined> {
  const { rows } = await ctx.tx.query<StaffPasskey>(
    `${PASSKEY} where credential_id = $1 and removed_at is null for update`,
    [credentialId],
  )
  return rows[0]
}

export async function insertStaffPasskey(
  ctx: Ctx,
  passkey: {
    passkeyId: string
    staffId: string
    credentialId: string
    publicKey: Buffer
    counter: bigint
    name: string
    aaguid: string
    backedUp: boolean
  },
): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `insert into desk.staff_passkey
       (passkey_id, staff_id, credential_id, public_key, counter, name, aaguid, backed_up, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict on constraint staff_passkey_credential_key do nothing`,
    [
      passkey.passkeyId,
      passkey.staffId,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      passkey.name,
      passkey.aaguid,
      passkey.backedUp,
      ctx.now,
    ],
  )
  return rowCount === 1
}

export async function noteStaffPasskeyUse(
  ctx: Ctx,
  use: { passkeyId: string; counter: number; backedUp: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update desk.staff_passkey set counter = $2, backed_up = $3, last_used_at = $4
     where passkey_id = $1`,
    [use.passkeyId, use.counter, use.backedUp, ctx.now],
  )
}

/** Takes one out, unless it is the last: without one its holder could not sign in any more. */
export async function removeOtherStaffPasskey(
  ctx: Ctx,
  passkey: { passkeyId: string; staffId: string },
): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `update desk.staff_passkey p set removed_at = $3
     where p.passkey_id = $1 and p.staff_id = $2 and p.removed_at is null
       and exists (select 1 from desk.staff_passkey o
                   where o.staff_id = $2 and o.passkey_id <> $1 and o.removed_at is null)`,
    [passkey.passkeyId, passkey.staffId, ctx.now],
  )
  return rowCount === 1
}

export async function insertStaffChallenge(
  ctx: Ctx,
  challenge: { challengeHash: Buffer; staffId?: string; expiresAt: Date },
): Promise<void> {
  await ctx.tx.query(
    `delete from desk.staff_challenge where challenge_hash in
       (select challenge_hash from desk.staff_challenge where expires_at < $1
        order by expires_at limit $2 for update skip locked)`,
    [ctx.now, SWEPT_MAX],
  )
  await ctx.tx.query(
    `insert into desk.staff_challenge (challenge_hash, staff_id, made_at, expires_at)
     values ($1, $2, $3, $4)`,
    [challenge.challengeHash, challenge.staffId ?? null, ctx.now, challenge.expiresAt],
  )
}

/** True once for a challenge that was given to this person, or to nobody for a sign-in. */
export async function takeStaffChallenge(
  ctx: Ctx,
  answer: { challengeHash: Buffer; staffId?: string },
): Promise<boolean> {
  const { rowCount } = await ctx.tx.query(
    `update desk.staff_challenge set used_at = $3
     where challenge_hash = $1 and staff_id is not distinct from $2
       and used_at is null and expires_at > $3`,
    [answer.challengeHash, answer.staffId ?? null, ctx.now],
  )
  return rowCount === 1
}

export async function findStaff(
  ctx: Ctx,
  staffId: string,
): Promise<{ login: string; name: string; role: StaffRole } | undefined> {
  const { rows } = await ctx.tx.query<{ login: string; name: string; role: StaffRole }>(
    'select login, name, role from desk.staff where staff_id = $1',
    [staffId],
  )
  return rows[0]
}
