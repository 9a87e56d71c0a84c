import { type Ctx, ok, refuse } from '@modosu/kernel'
import { loadInterval } from '../interval/load-interval.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { checkRecoveryToken, type Verified } from '../recovery/check-recovery-token.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { Browser } from '../sessions/recognise-device.ts'
import { lockMember } from '../store/members.ts'
import { closeTakeover } from './close-takeover.ts'
import { decide } from './decide.ts'

/**
 * The verified owner says that nothing happened: a mistake, or a stranger who typed his address.
 * Everything stays as it is, the password too, and for 90 days a typed address stops nothing by
 * itself. Signs him in.
 *
 * Refuses, in order, after {@link checkRecoveryToken}: `account/takeover_shown` (the records alone
 * show a takeover: it is to be looked through, not waved away). A second call is refused with
 * `account/already_given_back`.
 */
export async function liftStop(
  ctx: Ctx,
  deps: AccountDeps,
  input: Verified & { browser: Browser },
): Promise<Outcome<{ memberId: string; session: BegunSession }>> {
  const checked = await checkRecoveryToken(ctx, input)
  if (!checked.ok) return checked
  const stop = checked.value
  const { memberId } = stop
  if (stop.evidence === 'machine') return refuse({ code: 'account/takeover_shown' })
  await lockMember(ctx, memberId)
  const loaded = await loadInterval(ctx, deps, stop)
  const kept = [...loaded.interval.sorted.keys()]
  const decision = decide(deps, loaded, { kept, disowned: [] })
  if (!decision.ok) return decision
  await closeTakeover(ctx, deps, { stop, loaded, decision: decision.value, falseAlarm: true })
  const session = await beginSession(ctx, {
    memberId,
    browser: input.browser,
    by: { wayIn: 'given_back', provenBy: 'recovery_code' },
    trustDevice: true,
  })
  return ok({ memberId, session })
}
