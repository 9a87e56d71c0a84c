import { type Ctx, ok, type Result } from '@modosu/kernel'
import { type AbuseOf, readAlarms, readAbuseBy as readBy } from '@modosu/recall'
import type { z } from 'zod'
import type { DeskRefusal } from '../errors.ts'
import type { abuseBySchema } from './claims-schemas.ts'

/**
 * Whose claims failed and whom they hurt: members of ours by their id, and companies. The ids are
 * members', so the edge records who looked and why.
 */
export async function readAbuseBy(
  ctx: Ctx,
  input: { from: Date; to: Date },
): Promise<Result<z.infer<typeof abuseBySchema>, DeskRefusal>> {
  const { claimants, companies } = await readBy(ctx, input)
  const alarms = await readAlarms(ctx, {})
  return ok({
    claimants: claimants.map(lineOf),
    companies: companies.map(lineOf),
    alarms: alarms
      .filter(({ at }) => at >= input.from && at < input.to)
      .map(({ neighbour, code, caseId, at }) => ({
        company: neighbour,
        code,
        caseId,
        at: at.toISOString(),
      })),
  })
}

function lineOf(abuse: AbuseOf): z.infer<typeof abuseBySchema>['claimants'][number] {
  return {
    who: abuse.who,
    claims: String(abuse.claims),
    failed: String(abuse.failed),
    amountClaimed: String(abuse.amountClaimed),
    amountFailed: String(abuse.amountFailed),
    holdersWronglyHeld: String(abuse.holdersWronglyHeld),
    amountWronglyHeld: String(abuse.amountWronglyHeld),
    hoursWronglyHeld: String(abuse.hoursWronglyHeld),
  }
}
