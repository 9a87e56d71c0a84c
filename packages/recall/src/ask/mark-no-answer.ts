import { addHours, type Ctx } from '@modosu/kernel'
import type { Leg } from '../leg/leg.ts'
import { patchParts } from '../leg/parts.ts'
import { saveLeg } from '../leg/save-legs.ts'
import { findLeg, listChildLegs, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { CHASE_HOURS } from './chase-updates.ts'

/**
 * The due date of the neighbours' first answers passed: where one was silent, this counts as gone for
 * the owner, so that he is covered, while the leg stays open and a late return still counts. From then
 * on their promises are looked at day by day.
 */
export async function markNoAnswer(ctx: Ctx, input: { readonly legId: string }): Promise<void> {
  const found = await findLeg(ctx, input.legId)
  if (!found) return
  await lockCase(ctx, found.caseId)
  const leg = await findLeg(ctx, input.legId)
  if (!leg) return
  const children = await listChildLegs(ctx, leg.legId)
  const passed = children.filter((child) => child.answerDue <= ctx.now)
  await startChasing(ctx, passed)
  const silent = new Set(passed.filter((child) => child.revision === 0).map((child) => child.legId))
  const before = await readParts(ctx, leg.legId)
  const late = before.filter(
    (part) => part.bucket === 'onward' && part.childLegId !== null && silent.has(part.childLegId),
  )
  if (late.length === 0) return
  const place = { bucket: 'no_answer', reason: 'NOOR' } as const
  const parts = late.reduce((next, part) => patchParts(next, part, () => place), before)
  await saveLeg(ctx, leg, parts)
}

/** From the due date on, however late this is noticed. */
async function startChasing(ctx: Ctx, passed: readonly Leg[]): Promise<void> {
  const last = passed.at(-1)
  if (!last) return
  const { parentLegId: legId, answerDue } = last
  const dueAt = addHours(answerDue, CHASE_HOURS)
  await ctx.enqueue({ kind: 'recall.update_due', data: { legId, round: 1 }, dueAt })
}
