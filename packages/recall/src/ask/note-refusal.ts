import type { Ctx } from '@modosu/kernel'
import { patchParts } from '../leg/parts.ts'
import { saveLeg } from '../leg/save-legs.ts'
import { findLeg, lockCase, updateLeg } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import type { Reason } from '../wire/messages.ts'

const REASON_OF_LIMIT: Readonly<Record<string, Reason>> = {
  hops: 'LHOP',
  age: 'LAGE',
  amount: 'LMIN',
}

/**
 * A neighbour has refused our ask for good. Where it never accepted the leg, the value stays onward
 * with the reason and nobody follows it; where it did, only the newest word of ours was refused, and
 * what it reports goes on counting. The desk sees the refusal either way.
 */
export async function noteRefusal(
  ctx: Ctx,
  input: { readonly legId: string; readonly problem: { code: string; limit?: unknown } },
): Promise<void> {
  const { legId, problem } = input
  const found = await findLeg(ctx, legId)
  if (found?.role !== 'assigner' || found.parentLegId === null) return
  await lockCase(ctx, found.caseId)
  const child = await findLeg(ctx, legId)
  const parent = await findLeg(ctx, found.parentLegId)
  if (!child || !parent) return
  await updateLeg(ctx, { ...child, refusedBy: problem.code })
  if (child.revision > 0) return
  const limit = REASON_OF_LIMIT[String(problem.limit)]
  const reason = problem.code === 'recall/limit' && limit ? limit : 'RFSD'
  const before = await readParts(ctx, parent.legId)
  const mine = before.filter((part) => part.childLegId === legId && part.bucket === 'onward')
  const parts = mine.reduce((next, part) => patchParts(next, part, () => ({ reason })), before)
  await saveLeg(ctx, parent, parts)
}
