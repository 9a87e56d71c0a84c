import { createHash } from 'node:crypto'
import type { MemberActor, Origin } from '@modosu/kernel'
import { REMEMBERED_MAX, REMEMBERED_MS } from './session-limits.ts'

interface Remembered {
  readonly actor: MemberActor
  readonly expiresAt: Date
  readonly since: Date
}

/**
 * What one process remembers of the sessions it has seen, so that a page does not ask the database
 * who looks at it. Somebody who forgets a member's sessions forgets also what is being read at that
 * moment: `remember` then keeps nothing.
 */
export interface SessionMemory {
  recall(session: Seen, now: Date): MemberActor | undefined
  /** Call before the database is read; the answer goes to `remember`. */
  begin(): number
  remember(session: Seen, found: Found): void
  forget(memberId: string): void
  forgetAll(): void
}

/** What the database said, when, and the moment at which it was begun to be asked. */
export interface Found {
  readonly actor: MemberActor
  readonly expiresAt: Date
  readonly now: Date
  readonly begun: number
}

/** A token as it is used: from another network or browser it is another one, and is sighted. */
export interface Seen {
  readonly token: string
  readonly origin: Origin
}

export function openSessionMemory(): SessionMemory {
  const remembered = new Map<string, Remembered>()
  const keysOf = new Map<string, Set<string>>()
  const forgottenAt = new Map<string, number>()
  let moment = 0
  let allForgottenAt = 0
  const drop = (key: string, memberId: string) => {
    remembered.delete(key)
    const keys = keysOf.get(memberId)
    keys?.delete(key)
    if (keys?.size === 0) keysOf.delete(memberId)
  }
  return {
    recall(session, now) {
      const key = keyOf(session)
      const found = remembered.get(key)
      if (!found) return undefined
      const isYoung = now.getTime() - found.since.getTime() < REMEMBERED_MS
      if (found.expiresAt > now && isYoung) return standing(found.actor, now)
      drop(key, found.actor.memberId)
      return undefined
    },
    begin: () => moment,
    remember(session, { actor, expiresAt, now, begun }) {
      const { memberId } = actor
      if (allForgottenAt > begun || (forgottenAt.get(memberId) ?? 0) > begun) return
      const [oldest] = remembered
      if (remembered.size >= REMEMBERED_MAX && oldest) drop(oldest[0], oldest[1].actor.memberId)
      const key = keyOf(session)
      remembered.set(key, { actor, expiresAt, since: now })
      keysOf.set(memberId, (keysOf.get(memberId) ?? new Set()).add(key))
    },
    forget(memberId) {
      moment += 1
      if (forgottenAt.size >= REMEMBERED_MAX) forgottenAt.clear()
      forgottenAt.set(memberId, moment)
      for (const key of keysOf.get(memberId) ?? []) remembered.delete(key)
      keysOf.delete(memberId)
    },
    forgetAll() {
      moment += 1
      allForgottenAt = moment
      remembered.clear()
      keysOf.clear()
      forgottenAt.clear()
    },
  }
}

/** Hashed: whoever reads the memory of a process gets no token to sign in with. */
function keyOf({ token, origin }: Seen): string {
  const text = `${token}\n${origin.ip}\n${origin.userAgent}`
  return createHash('sha256').update(text).digest('base64url')
}

/** A delay that has ended meanwhile is none. */
function standing(actor: MemberActor, now: Date): MemberActor {
  if (actor.restrictions.every(({ until }) => until === null || until > now)) return actor
  const restrictions = actor.restrictions.filter(({ until }) => until === null || until > now)
  return { ...actor, restrictions }
}
