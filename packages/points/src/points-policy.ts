import type { MemberActor, Restriction } from '@modosu/kernel'
import type { PointsError } from './errors.ts'

/** What points guard. Protections are switched by data, never by other code. */
export interface PointsPolicy {
  /** After a guarded change of the account, exchanges wait: a partner programme may be final. */
  readonly leavingGuard: boolean
  /** How long an exchange is processed, and can be stopped, before it is sent. */
  readonly exchangeHours: number
}

/** Says why the member may not exchange points now. */
export function refuseExchange(
  policy: PointsPolicy,
  actor: MemberActor,
  now: Date,
): PointsError | undefined {
  const shut = refuseSpending(actor, now)
  if (shut || !policy.leavingGuard) return shut
  const until = lastEnd(actor, 'leave', now)
  return until === undefined ? undefined : { code: 'points/leaving_delayed', until }
}

/** Says why the member may not use points at all now; everything shuts with the emergency stop. */
export function refuseSpending(actor: MemberActor, now: Date): PointsError | undefined {
  const until = lastEnd(actor, 'spend', now)
  return until === undefined ? undefined : { code: 'points/spending_shut', until }
}

/** When the last of several restrictions ends; null while one has no end, `undefined` when none is. */
function lastEnd(
  actor: MemberActor,
  scope: Restriction['scope'],
  now: Date,
): string | null | undefined {
  const ends = actor.restrictions
    .filter((one) => one.scope === scope && (one.until === null || one.until > now))
    .map((one) => one.until)
  if (ends.length === 0) return undefined
  if (ends.includes(null)) return null
  return new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0))).toISOString()
}
