import type { Ctx } from '@modosu/kernel'
import { patchParts } from '../leg/parts.ts'
import { saveLeg } from '../leg/save-legs.ts'
import { findLeg, listChildLegs, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'

/**
 * The due date of the neighbours' first answers passed: where one was silent, this counts as gone for
 * the owner, so that he is covered, while the leg stays open and a late return still counts.
 */
export async function markNoAnswer(ctx: Ctx, input: { readonly legId: string }): Promise<void> {
  const found = await findLeg(ctx, input.legId)
  if (!found) return
  await lockCase(ctx, found.caseId)
  const leg = await findLeg(ctx, input.legId)
  if (!leg) return
  const children = await listChildLegs(ctx, leg.legId)
  const silent = new Set(
    children
      .filter((child) => child.revision === 0 && child.answerDue <= ctx.now)
      .map((child) => child.legId),
  )
  const before = await readParts(ctx, leg.legId)
  const late = before.filter(
    (part) => part.bucket === 'onward' && part.childLegId !== null && silent.has(part.childLegId),
  )
  if (late.length === 0) return
  const place = { bucket: 'no_answer', reason: 'NOOR' } as const
  const parts = late.reduce((next, part) => patchParts(next, part, () => place), before)
  await saveLeg(ctx, leg, parts)
}
