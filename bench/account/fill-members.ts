import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import type { World } from './world.ts'

const ID_LETTERS = 24
const NONCE_BYTES = 12
/** Kinds that a person changes again and again; the newest third is somebody else's. */
const FIELDS = ['delivery_address', 'recovery_code', 'password'] as const
const VALUES = {
  delivery_address: { there: true },
  recovery_code: { recoveryCodeId: 'rcc_000000000000000000000000' },
  password: { passwordHash: 'x'.repeat(96) },
}

export interface Filled {
  readonly memberId: string
  readonly tokens: readonly string[]
}

let made = 0
function newId(prefix: string): string {
  made += 1
  return `${prefix}_${String(made).padStart(ID_LETTERS, '0')}`
}

/** A member with open sessions on two devices, his and a new one, and with changes made in them. */
export async function fillMember(
  world: World,
  of: { sessions: number; changes: number },
): Promise<Filled> {
  const memberId = newId('mem')
  const tokens = Array.from({ length: of.sessions }, () => randomBytes(32).toString('base64url'))
  const sessionIds = tokens.map(() => newId('ses'))
  const devices = [newId('dev'), newId('dev')]
  await world.admin.query(MEMBER, [
    memberId,
    `${memberId}@bench.example`,
    newId('lgn'),
    newId('adr'),
  ])
  for (const [at, deviceId] of devices.entries()) {
    await world.admin.query(DEVICE, [deviceId, randomBytes(32), memberId, at === 0 ? 400 : 2])
  }
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest())
  const owners = sessionIds.map((_, at) => (at < of.sessions / 2 ? devices[0] : devices[1]))
  await world.admin.query(SESSIONS, [memberId, sessionIds, hashes, owners])
  await fillChanges(world, { memberId, sessionIds, devices: owners as string[], count: of.changes })
  return { memberId, tokens }
}

async function fillChanges(
  world: World,
  of: { memberId: string; sessionIds: string[]; devices: string[]; count: number },
): Promise<void> {
  const rows = Array.from({ length: of.count }, (_, at) => {
    const changeId = newId('chg')
    const field = FIELDS[at % FIELDS.length] as (typeof FIELDS)[number]
    const within = Math.floor((at / of.count) * of.sessionIds.length)
    return {
      changeId,
      field,
      item: field === 'delivery_address' ? newId('dad') : '',
      session: of.sessionIds[within],
      device: of.devices[within],
      before: seal(world, `account.change ${changeId} before`, VALUES[field]),
      after: seal(world, `account.change ${changeId} after`, VALUES[field]),
    }
  })
  await world.admin.query(CHANGES, [
    of.memberId,
    rows.map((row) => row.changeId),
    rows.map((row) => row.field),
    rows.map((row) => row.item),
    rows.map((row) => row.session),
    rows.map((row) => row.device),
    rows.map((row) => row.before),
    rows.map((row) => row.after),
  ])
}

/** As the account seals: nonce, tag, text. */
function seal(world: World, boundTo: string, value: unknown): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const key = world.deps.sealing.keys.k1 as Uint8Array
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(boundTo))
  const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

const MEMBER = `
  with m as (
    insert into account.member (member_id, display_name, password_hash, signed_up_at, confirmed_at)
    values ($1, 'bench', 'x', now() - interval '2 years', now() - interval '2 years')
    returning member_id),
  n as (
    insert into account.login_name (login_name_id, member_id, login_id, login_key, from_at)
    select $3, member_id, member_id, member_id, now() - interval '2 years' from m)
  insert into account.address
    (address_id, member_id, contact, contact_key, channel, confirmed_at)
  select $4, member_id, $2, $2, 'email', now() - interval '2 years' from m`

const DEVICE = `
  with d as (
    insert into account.device (device_id, secret_hash, user_agent, made_at)
    values ($1, $2, 'Mozilla/5.0 (iPhone)', now() - make_interval(days => $4::int))
    returning device_id, made_at)
  insert into account.known_device (member_id, device_id, first_seen_at)
  select $3, device_id, made_at from d`

/** Begun one after another over the last four weeks; the later half on the new device. */
const SESSIONS = `
  insert into account.session
    (session_id, member_id, device_id, token_hash, network, begun_at, expires_at, proven_at,
     proven_by)
  select s.id, $1, s.device, s.hash, '10.0.0.0/24', s.at, s.at + interval '40 days', s.at, 'password'
  from (select u.id, u.hash, u.device,
               now() - interval '1 hour'
                 - (cardinality($2::text[]) - u.n) * interval '2 minutes' as at
        from unnest($2::text[], $3::bytea[], $4::text[]) with ordinality as u (id, hash, device, n)) s`

const CHANGES = `
  insert into account.change
    (change_id, member_id, field, item_id, made_by, session_id, device_id, key_id, before_sealed,
     after_sealed, at)
  select u.id, $1, u.field, u.item, 'member', u.session, u.device, 'k1', u.before, u.after,
         s.begun_at + interval '1 minute'
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])
       with ordinality as u (id, field, item, session, device, before, after, n)
  join account.session s on s.session_id = u.session
  order by u.n`
