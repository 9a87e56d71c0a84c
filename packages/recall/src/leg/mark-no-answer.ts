import { assert, type Ctx } from '@modosu/kernel'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { patchParts } from './parts.ts'
import { saveLeg } from './save-leg.ts'

/**
 * The due date of a neighbour's first answer passed in silence: for the owner this counts as gone,
 * so that he is covered, while the leg stays open and a late return still counts.
 */
export async function markNoAnswer(ctx: Ctx, input: { readonly legId: string }): Promise<void> {
  const found = await findLeg(ctx, input.legId)
  if (!found) return
  await lockCase(ctx, found.caseId)
  const leg = await findLeg(ctx, input.legId)
  if (!leg || leg.revision > 0 || leg.answerDue > ctx.now) return
  assert(leg.parentLegId !== null, 'a leg by which we ask has a parent')
  const parent = await findLeg(ctx, leg.parentLegId)
  assert(parent, 'a leg is never deleted')
  const before = await readParts(ctx, parent.legId)
  const silent = before.filter((part) => part.childLegId === leg.legId && part.bucket === 'onward')
  if (silent.length === 0) return
  const parts = silent.reduce(
    (next, part) => patchParts(next, part, () => ({ bucket: 'no_answer', reason: 'NOOR' })),
    before,
  )
  await saveLeg(ctx, parent, parts)
}
