import type { Ctx } from '@modosu/kernel'
import { API_TOKENS_MAX } from '../api-tokens/api-token-limits.ts'
import { hashSecret } from '../secrets/seal.ts'
import { tellSessionsChanged } from './sessions.ts'

export async function insertApiToken(
  ctx: Ctx,
  token: {
    apiTokenId: string
    memberId: string
    deviceId: string
    tokenHash: Buffer
    name: string
    scopes: readonly string[]
    expiresAt: Date
  },
): Promise<void> {
  await ctx.tx.query(
    `insert into account.api_token
       (api_token_id, member_id, device_id, token_hash, name, scopes, made_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      token.apiTokenId,
      token.memberId,
      token.deviceId,
      token.tokenHash,
      token.name,
      token.scopes,
      ctx.now,
      token.expiresAt,
    ],
  )
}

export interface ApiTokenRow {
  apiTokenId: string
  name: string
  scopes: string[]
  madeAt: Date
  expiresAt: Date
  lastUsedAt: Date | null
  lastNetwork: string | null
  [column: string]: unknown
}

/** The member's keys that are there and not over, the newest first, with their last use. */
export async function listApiTokens(ctx: Ctx, memberId: string): Promise<ApiTokenRow[]> {
  const found = await ctx.tx.query<ApiTokenRow>(
    `select t.api_token_id as "apiTokenId", t.name, t.scopes, t.made_at as "madeAt",
            t.expires_at as "expiresAt", l.seen_at as "lastUsedAt", l.network as "lastNetwork"
     from account.api_token t
     left join lateral (
       select coalesce(u.seen_at, s.begun_at) as seen_at, coalesce(g.network, s.network) as network
       from account.session s
       left join account.session_use u on u.session_id = s.session_id
       left join lateral (select network from account.sighting
                          where session_id = s.session_id order by number desc limit 1) g on true
       where s.api_token_id = t.api_token_id
       order by s.begun_at desc limit 1) l on true
     where t.member_id = $1 and t.removed_at is null and t.expires_at > $2
     order by t.made_at desc, t.api_token_id limit $3`,
    [memberId, ctx.now, API_TOKENS_MAX],
  )
  return found.rows
}

/** A key is back or gone; nothing else about it changes. */
export async function setApiTokenThere(
  ctx: Ctx,
  token: { apiTokenId: string; memberId: string; there: boolean },
): Promise<void> {
  await ctx.tx.query(
    `update account.api_token set removed_at = case when $3 then null else $4::timestamptz end
     where api_token_id = $1 and member_id = $2 and (removed_at is null) <> $3`,
    [token.apiTokenId, token.memberId, token.there, ctx.now],
  )
  await tellSessionsChanged(ctx, token.memberId)
}

export interface LiveApiToken {
  apiTokenId: string
  memberId: string
  deviceId: string
  scopes: string[]
  expiresAt: Date
  [column: string]: unknown
}

/** The key of a token, while it is there and not over and its account is not stopped. */
export async function findLiveApiToken(
  ctx: Ctx,
  tokenHash: Buffer,
): Promise<LiveApiToken | undefined> {
  const found = await ctx.tx.query<LiveApiToken>(
    `select t.api_token_id as "apiTokenId", t.member_id as "memberId", t.device_id as "deviceId",
            t.scopes, t.expires_at as "expiresAt"
     from account.api_token t
     where t.token_hash = $1 and t.removed_at is null and t.expires_at > $2
       and not exists (select 1 from account.stop p
                       where p.member_id = t.member_id and p.given_back_at is null)`,
    [tokenHash, ctx.now],
  )
  return found.rows[0]
}

/** The open session in which a key works, if it has one. */
export async function findTokenSession(
  ctx: Ctx,
  apiTokenId: string,
): Promise<{ sessionId: string; seenAt: Date } | undefined> {
  const found = await ctx.tx.query<{ sessionId: string; seenAt: Date }>(
    `select s.session_id as "sessionId", coalesce(u.seen_at, s.begun_at) as "seenAt"
     from account.session s left join account.session_use u on u.session_id = s.session_id
     where s.api_token_id = $1 and s.ended_at is null
     order by s.begun_at desc limit 1`,
    [apiTokenId],
  )
  return found.rows[0]
}

/** Begins the session of a key. No cookie opens it: the hash is of a secret that nobody has. */
export async function insertTokenSession(
  ctx: Ctx,
  session: { sessionId: string; token: LiveApiToken; network: string; secret: string },
): Promise<void> {
  const { apiTokenId, memberId, deviceId, expiresAt } = session.token
  await ctx.tx.query(
    `insert into account.session
       (session_id, member_id, device_id, token_hash, network, way_in, api_token_id, begun_at,
        expires_at)
     values ($1, $2, $3, $4, $5, 'api_token', $6, $7, $8)`,
    [
      session.sessionId,
      memberId,
      deviceId,
      hashSecret(session.secret),
      session.network,
      apiTokenId,
      ctx.now,
      expiresAt,
    ],
  )
}
