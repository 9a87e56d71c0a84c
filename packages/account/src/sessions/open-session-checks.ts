import {
  type Authenticators,
  type DatabaseConfig,
  type Listening,
  type Log,
  listenTo,
  type MemberActor,
} from '@modosu/kernel'
import { hashSecret } from '../secrets/seal.ts'
import { missingProof } from '../sign-in/missing-proof.ts'
import { findLiveSession, SESSION_CHANNEL } from '../store/sessions.ts'
import { actorOf, authenticateMember } from './authenticate-member.ts'
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
      if (!asked.reads) return await authenticateMember(ctx, token, origin)
      const seen = { token, origin }
      const known = recall(seen, ctx.now)
      if (known) return known
      const begun = memory.begin()
      const session = await findLiveSession(ctx, hashSecret(token))
      if (!session) return undefined
      const actor = await actorOf(ctx, { session, origin })
      const found = { actor, expiresAt: session.expiresAt, now: ctx.now, begun }
      if (line.isHearing()) memory.remember(seen, found)
      return actor
    },
    close: () => line.close(),
  }
}
