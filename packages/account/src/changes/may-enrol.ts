import { type Ctx, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { isRiskStepUp } from '../store/sightings.ts'
import type { ChangeField } from './change.ts'
import { kinds } from './kinds.ts'

/**
 * Whether this session may add a way in or a way to reach the member. Not when more was asked of
 * its sign-in because it looked risky: whoever passed that with a stolen factor would make himself
 * one that stays.
 *
 * Refuses: `account/enrolment_waits`.
 */
export async function mayEnrol(
  ctx: Ctx,
  asked: { sessionId: string; field: ChangeField },
): Promise<Outcome<Record<string, never>>> {
  if (!kinds[asked.field].enrols || !(await isRiskStepUp(ctx, asked.sessionId))) return ok({})
  return refuse({ code: 'account/enrolment_waits' })
}
