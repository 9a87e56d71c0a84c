import { addHours, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { changeAsk } from '../ask/change-ask.ts'
import type { RecallError } from '../errors.ts'
import type { Leg } from '../leg/leg.ts'
import { isSettled } from '../leg/parts.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listRootLegs, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'

/**
 * A person makes an unconfirmed hold longer, here and at the neighbours, which bound it by their own
 * rules. The reason is the desk's to keep; over the border goes only how often it was renewed. What
 * has been let go already is asked for again by `askAgain`.
 *
 * Refusals in order: recall/unknown_case, recall/not_renewable (decided, nothing open, or renewed as
 * often as the policy allows). Each call renews once more.
 */
export async function renewClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string },
): Promise<Result<{ holdUntil: Date; renewals: number }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const roots = await listRootLegs(ctx, input.caseId)
  if (roots.length === 0) return refuse({ code: 'recall/unknown_case' })
  const renewed: Leg[] = []
  for (const root of roots) {
    if (root.stance !== 'provisional' || root.renewals >= deps.policy.renewalsMax) continue
    if (isSettled(await readParts(ctx, root.legId))) continue
    renewed.push(
      await changeAsk(ctx, deps, root, {
        stance: root.stance,
        evidence: root.evidence,
        renewals: root.renewals + 1,
        holdUntil: addHours(ctx.now, deps.policy.holdHours[root.evidence]),
      }),
    )
  }
  const newest = renewed.at(-1)
  if (!newest) return refuse({ code: 'recall/not_renewable' })
  await ctx.emit({ type: 'recall.claim_changed', data: { caseId: input.caseId } })
  return ok({ holdUntil: newest.holdUntil, renewals: newest.renewals })
}
