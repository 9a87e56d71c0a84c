import { type Ctx, ok, type Result } from '@modosu/kernel'
import { readAbuse } from '@modosu/recall'
import type { z } from 'zod'
import type { DeskRefusal } from '../errors.ts'
import type { abuseSchema } from './claims-schemas.ts'

/** How claims were abused and whom they hurt, over a span of time. No names, only figures. */
export async function readAbuseFigures(
  ctx: Ctx,
  input: { from: Date; to: Date },
): Promise<Result<z.infer<typeof abuseSchema>, DeskRefusal>> {
  const abuse = await readAbuse(ctx, input)
  return ok({
    claims: String(abuse.claims),
    failed: String(abuse.failed),
    expired: String(abuse.expired),
    amountClaimed: String(abuse.amountClaimed),
    amountFailed: String(abuse.amountFailed),
    holdersWronglyHeld: String(abuse.holdersWronglyHeld),
    amountWronglyHeld: String(abuse.amountWronglyHeld),
    hoursWronglyHeldMax: String(abuse.hoursWronglyHeldMax),
    amountHoursWronglyHeld: String(abuse.amountHoursWronglyHeld),
    objections: String(abuse.objections),
    objectionsHeard: String(abuse.objectionsHeard),
    alarms: String(abuse.alarms),
  })
}
