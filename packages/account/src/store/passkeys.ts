import type { Ctx } from '@modosu/kernel'
import { CHALLENGES_SWEPT_MAX, PASSKEYS_MAX } from '../passkeys/passkey-limits.ts'

export interface PasskeyRow {
  passkeyId: string
  memberId: string
  credentialId: string
  publicKey: Buffer
  counter: bigint
  transports: string[]
  name: string
  backupEligible: boolean
  backedUp: boolean
  madeAt: Date
  lastUsedAt: Date | null
  [column: string]: unknown
}

const PASSKEY = `
  select passkey_id as "passkeyId", member_id as "memberId", credential_id as "credentialId",
         public_key as "publicKey", counter, transports, name,
         backup_eligible as "backupEligible", backed_up as "backedUp", made_at as "madeAt",
         last_used_at as "lastUsedAt"
  from account.passkey`

/** The member's passkeys that are there, oldest first. */
export async function listPasskeys(ctx: Ctx, memberId: string): Promise<PasskeyRow[]> {
  const found = await ctx.tx.query<PasskeyRow>(
    `${PASSKEY} where member_id = $1 and removed_at is null
     order by made_at, passkey_id limit $2`,
    [memberId, PASSKEYS_MAX],
  )
  return found.rows
}

/** Locked: of two answers with one counter the second sees the first's. */
export async function lockPasskey(ctx: Ctx, credentialId: string): Promise<PasskeyRow | undefined> {
  const found = await ctx.tx.query<PasskeyRow>(
    `${PASSKEY} where credential_id = $1 and removed_at is null for update`,
    [credentialId],
  )
  return found.rows[0]
}

/** False when the credential is somebody's already. */
export async function insertPasskey(
  ctx: Ctx,
  passkey: Omit<PasskeyRow, 'madeAt' | 'lastUsedAt'> & { aaguid: string },
): Promise<boolean> {
  const made = await ctx.tx.query(
    `insert into account.passkey
       (passkey_id, member_id, credential_id, public_key, counter, transports, name, aaguid,
        backup_eligible, backed_up, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict on constraint passkey_credential_key do nothing`,
    [
      passkey.passkeyId,
      passkey.memberId,
      passkey.credentialId,
      passkey.publicKey,
      passkey.counter,
      passkey.transports,
      passkey.name,
      passkey.aaguid,
      passkey.backupEligible,
      passkey.backedUp,
      ctx.now,
    ],
  )
  return made.rowCount === 1
}

export async function notePasskeyUse(
  ctx: Ctx,
  use: { passkeyId: string; counter: number; backedUp: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update account.passkey set counter = $2, backed_up = $3, last_used_at = $4
     where passkey_id = $1`,
    [use.passkeyId, use.counter, use.backedUp, ctx.now],
  )
}

export async function renamePasskey(
  ctx: Ctx,
  passkey: { passkeyId: string; memberId: string; name: string },
): Promise<boolean> {
  const renamed = await ctx.tx.query(
    `update account.passkey set name = $3
     where passkey_id = $1 and member_id = $2 and removed_at is null`,
    [passkey.passkeyId, passkey.memberId, passkey.name],
  )
  return renamed.rowCount === 1
}

/** Takes a passkey out or puts it back. False when it stood so already. */
export async function setPasskeyThere(
  ctx: Ctx,
  passkey: { passkeyId: string; memberId: string; there: boolean },
): Promise<boolean> {
  const set = await ctx.tx.query(
    `update account.passkey set removed_at = case when $3 then null else $4::timestamptz end
     where passkey_id = $1 and member_id = $2 and (removed_at is null) <> $3`,
    [passkey.passkeyId, passkey.memberId, passkey.there, ctx.now],
  )
  return set.rowCount === 1
}

export interface NewChallenge {
  readonly challengeHash: Buffer
  readonly purpose: 'add' | 'sign_in' | 'prove' | 'recover'
  readonly memberId?: string | undefined
  readonly sessionId?: string | undefined
  readonly expiresAt: Date
}

/** Keeps a challenge, and sweeps out some that nobody can answer any more. */
export async function insertChallenge(ctx: Ctx, challenge: NewChallenge): Promise<void> {
  await ctx.tx.query(
    `delete from account.challenge where challenge_hash in
       (select challenge_hash from account.challenge where expires_at < $1
        order by expires_at limit $2 for update skip locked)`,
    [ctx.now, CHALLENGES_SWEPT_MAX],
  )
  await ctx.tx.query(
    `insert into account.challenge
       (challenge_hash, purpose, member_id, session_id, made_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      challenge.challengeHash,
      challenge.purpose,
      challenge.memberId ?? null,
      challenge.sessionId ?? null,
      ctx.now,
      challenge.expiresAt,
    ],
  )
}

/** True once for a challenge that was given for this very purpose, and in this very session. */
export async function takeChallenge(
  ctx: Ctx,
  answer: Pick<NewChallenge, 'challengeHash' | 'purpose' | 'sessionId'>,
): Promise<boolean> {
  const taken = await ctx.tx.query(
    `update account.challenge set used_at = $4
     where challenge_hash = $1 and purpose = $2 and session_id is not distinct from $3
       and used_at is null and expires_at > $4`,
    [answer.challengeHash, answer.purpose, answer.sessionId ?? null, ctx.now],
  )
  return taken.rowCount === 1
}
