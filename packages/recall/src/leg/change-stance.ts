import type { Ctx } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import { listChildLegs, updateLeg } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { type Evidence, type Leg, type Stance, stanceMayBecome } from './leg.ts'
import { releaseOpenParts } from './release-parts.ts'
import { saveLeg } from './save-leg.ts'

/**
 * Takes over a newer stance of the claim and hands it down to the neighbours: confirmed value may
 * now be returned, withdrawn value goes back to its holders. An older stance that arrives late is
 * ignored. What is onward is released by the neighbour's report, never by our word.
 */
export async function changeStance(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  next: { readonly stance: Stance; readonly evidence: Evidence; readonly holdUntil: Date },
): Promise<Leg> {
  if (leg.stance === next.stance || !stanceMayBecome(leg.stance, next.stance)) return leg
  const changed: Leg = { ...leg, stance: next.stance, evidence: next.evidence }
  await updateLeg(ctx, changed)
  for (const child of await listChildLegs(ctx, leg.legId)) {
    await updateLeg(ctx, { ...child, stance: next.stance, evidence: next.evidence })
    await ctx.enqueue({ kind: 'recall.send_ask', data: { legId: child.legId } })
  }
  if (next.stance === 'confirmed') {
    await ctx.enqueue({ kind: 'recall.settle', data: { legId: leg.legId } })
    return changed
  }
  const parts = await readParts(ctx, leg.legId)
  return await saveLeg(ctx, changed, await releaseOpenParts(ctx, deps, changed, parts))
}
