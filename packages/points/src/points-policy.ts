import type { MemberActor } from '@modosu/kernel'
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
  const standing = actor.restrictions.filter(({ until }) => until === null || until > now)
  const shut = standing.find(({ scope }) => scope === 'spend')
  if (shut) return { code: 'points/spending_shut', until: shut.until?.toISOString() ?? null }
  const delay = policy.leavingGuard ? standing.find(({ scope }) => scope === 'leave') : undefined
  return delay && { code: 'points/leaving_delayed', until: delay.until?.toISOString() ?? null }
}
