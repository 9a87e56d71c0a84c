import type { Ctx } from '@modosu/kernel'
import { findLeg } from '../store/leg.ts'

/**
 * The day by which we should have decided about a confirmed claim has come. Nothing moves by that;
 * the desk hears of it, and the asker reads in the report that it is late.
 */
export async function noteLateDecision(ctx: Ctx, input: { readonly legId: string }): Promise<void> {
  const leg = await findLeg(ctx, input.legId)
  if (!leg?.decisionDue || leg.settledAt) return
  const { legId, caseId, decisionDue } = leg
  if (decisionDue > ctx.now) {
    await ctx.enqueue({ kind: 'recall.decision_due', data: { legId }, dueAt: decisionDue })
    return
  }
  await ctx.emit({ type: 'recall.decision_late', data: { caseId, legId } })
}
