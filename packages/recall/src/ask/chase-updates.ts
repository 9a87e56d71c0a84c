import { addHours, type Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import { findLeg, listChildLegs, lockCase, updateLegs } from '../store/leg.ts'
import type { ReportMessage } from '../wire/messages.ts'

/** How long after one look at the neighbours' promises the next one is taken. */
export const CHASE_HOURS = 24
/** A week of looks; then the silence stands on the case and a person has to ring. */
const CHASES_MAX = 7

/**
 * Looks whether the neighbours that a leg asks have said more by when they promised to. Whoever has not
 * is asked again, and answers with the report as it now is: a word that was lost for good is made up
 * for, and the desk hears who is late. Nothing moves by that.
 */
export async function chaseUpdates(
  ctx: Ctx,
  input: { readonly legId: string; readonly round: number },
): Promise<void> {
  const { legId, round } = input
  const found = await findLeg(ctx, legId)
  if (!found) return
  await lockCase(ctx, found.caseId)
  const { caseId } = found
  const open = (await listChildLegs(ctx, legId)).filter((child) => child.settledAt === null)
  const late = open.filter((child) => isLate(ctx, child))
  await updateLegs(
    ctx,
    late.map((child) => ({ ...child, askVersion: child.askVersion + 1 })),
  )
  for (const neighbour of new Set(late.map((child) => child.neighbour))) {
    await ctx.enqueue({ kind: 'recall.send_asks', data: { caseId, neighbour } })
    await ctx.emit({ type: 'recall.update_late', data: { caseId, neighbour } })
  }
  if (open.length === 0 || round >= CHASES_MAX) return
  const dueAt = addHours(ctx.now, CHASE_HOURS)
  await ctx.enqueue({ kind: 'recall.update_due', data: { legId, round: round + 1 }, dueAt })
}

function isLate(ctx: Ctx, child: Leg): boolean {
  const report = child.report as ReportMessage | null
  // Until the first answer the ask itself is sent again and again.
  return report !== null && new Date(report.nextUpdateDue) <= ctx.now
}
