import type { MemberActor, Restriction } from '@modosu/kernel'
import type { PayError } from './errors.ts'

/** What Pay guards. Protections are switched by data, never by other code. */
export interface PayPolicy {
  /** After a guarded change of the account, payments that could not be stopped afterwards wait. */
  readonly leavingGuard: boolean
  /**
   * Neighbours that take a payment as final. Everybody else keeps it in escrow and honours recalls,
   * as the contract between neighbours says, so a payment to them can still be stopped.
   */
  readonly finalAt?: readonly string[]
}

/** Says why the member may not spend at all now; everything shuts with the emergency stop. */
export function refuseSpending(actor: MemberActor, now: Date): PayError | undefined {
  const until = lastEnd(actor, 'spend', now)
  return until === undefined ? undefined : { code: 'pay/spending_shut', until }
}

/**
 * Says why the member may not pay this neighbour now. A purchase that rests in the escrow of a
 * neighbour that honours recalls stays open in the days after a change: it can be stopped later,
 * and a shut shop would only tell the intruder that he was seen.
 */
export function refuseLeaving(
  policy: PayPolicy,
  payment: { readonly actor: MemberActor; readonly neighbour: string; readonly now: Date },
): PayError | undefined {
  return policy.finalAt?.includes(payment.neighbour) ? refuseFinal(policy, payment) : undefined
}

/**
 * Says why the member may not let value go now where it could not surely be stopped afterwards:
 * sending to a person, payout, shop counters.
 */
export function refuseFinal(
  policy: PayPolicy,
  leaving: { readonly actor: MemberActor; readonly now: Date },
): PayError | undefined {
  if (!policy.leavingGuard) return undefined
  const until = lastEnd(leaving.actor, 'leave', leaving.now)
  return until === undefined ? undefined : { code: 'pay/leaving_delayed', until }
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
