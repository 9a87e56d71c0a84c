import {
  type Authenticators,
  type Ctx,
  type DatabaseConfig,
  type Listening,
  type Log,
  listenTo,
  type MemberActor,
} from '@modosu/kernel'
import { authenticateToken, type TokenHolder } from '../api-tokens/authenticate-token.ts'
import { isTokenText } from '../api-tokens/token-text.ts'
import { hashSecret } from '../secrets/seal.ts'
import { missingProof } from '../sign-in/missing-proof.ts'
import { findLiveSession, SESSION_CHANNEL } from '../store/sessions.ts'
import { actorOf, authenticateMember, withinScopes } from './authenticate-member.ts'
import { openSessionMemory, type Seen } from './session-memory.ts'

/** How one process finds out who asks, and whether he has to show it once more. */
export interface SessionChecks extends Required<Pick<Authenticators, 'member' | 'stepUp'>> {
  /** The member of a session that this process remembers; no database is asked. */
  recall(session: Seen, now: Date): MemberActor | undefined
  close(): Promise<void>
}

/**
 * Whoever only reads is known from memory; whoever writes holds the row of his session, so that no
 * spend passes a stop. Every end of a session is told to all processes by the database; a process
 * that cannot prove that it has heard everything up to a moment ago remembers nothing and asks.
 */
export function openSessionChecks(config: { database: DatabaseConfig; log: Log }): SessionChecks {
  const memory = openSessionMemory()
  const line: Listening = listenTo(config.database, {
    channel: SESSION_CHANNEL,
    log: config.log,
    onSaid: (memberId) => memory.forget(memberId),
    onSilence: () => memory.forgetAll(),
  })
  const recall = (session: Seen, now: Date) =>
    line.isHearing() ? memory.recall(session, now) : undefined
  return {
    recall,
    stepUp: missingProof,
    async member(ctx, token, origin, asked) {
      if (!asked.reads) return await authenticateMember(ctx, token, origin, asked)
      const seen = { token, origin }
      const known = recall(seen, ctx.now)
      if (known) return withinScopes(known, asked)
      const begun = memory.begin()
      const found = await readHolder(ctx, seen)
      if (!found) return undefined
      if (line.isHearing()) memory.remember(seen, { ...found, now: ctx.now, begun })
      return withinScopes(found.actor, asked)
    },
    close: () => line.close(),
  }
}

/** The member of a session or a key, for whoever only reads. */
async function readHolder(ctx: Ctx, { token, origin }: Seen): Promise<TokenHolder | undefined> {
  if (isTokenText(token)) {
    return await authenticateToken(ctx, { token, origin, asked: { reads: true } })
  }
  const session = await findLiveSession(ctx, hashSecret(token))
  if (!session) return undefined
  return { actor: await actorOf(ctx, { session, origin }), expiresAt: session.expiresAt }
}
