import { addHours, type Ctx } from '@modosu/kernel'
import { openOffsets, parentIdOf } from '../hold/arrive-at-leg.ts'
import type { Leg } from '../leg/leg.ts'
import { patchParts, type Range } from '../leg/parts.ts'
import { overlaps } from '../leg/ranges.ts'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { piecesOfChild } from '../report/apply-reports.ts'
import { insertContest } from '../store/contest.ts'
import { findLeg, listLegsOfTransfers } from '../store/leg.ts'
import { readParts } from '../store/part.ts'

/**
 * Two claims meet where value comes back that both ask for, as when a victim's own stolen points had
 * been stolen before. For each offset that another standing claim waits for too, a contest is opened:
 * the value lies with us until a person decides. Gives back the offsets that are contested.
 */
export async function openContests(
  ctx: Ctx,
  deps: RecallDeps,
  claim: { readonly leg: Leg; readonly ranges: readonly Range[] },
): Promise<Range[]> {
  const { leg } = claim
  if (leg.transferId === null) return []
  const legs = await listLegsOfTransfers(ctx, [leg.transferId], 'assigner')
  const contested: Range[] = []
  for (const other of legs) {
    if (other.caseId === leg.caseId || other.stance === 'withdrawn') continue
    if (await haveOneOwner(ctx, leg, other)) {
      await endTheOther(ctx, other, claim.ranges)
      continue
    }
    for (const range of claim.ranges) {
      for (const common of await openOffsets(ctx, other, range)) {
        if (contested.some((known) => overlaps(known, common))) continue
        contested.push(common)
        await openContest(ctx, deps, { leg, other, range: common })
      }
    }
  }
  return contested
}

async function openContest(
  ctx: Ctx,
  deps: RecallDeps,
  met: { readonly leg: Leg; readonly other: Leg; readonly range: Range },
): Promise<void> {
  const { leg, other, range } = met
  const contestId = ctx.newId('cts')
  const dueAt = addHours(ctx.now, deps.policy.contestHours)
  await insertContest(ctx, { contestId, leg, other, range, dueAt })
  await ctx.enqueue({ kind: 'recall.contest_due', data: { contestId }, dueAt })
  await ctx.emit({
    type: 'recall.claims_met',
    data: { contestId, caseId: leg.caseId, otherCaseId: other.caseId },
  })
}

/** One owner's second claim about the same units: the first has them. */
async function endTheOther(ctx: Ctx, other: Leg, ranges: readonly Range[]): Promise<void> {
  const parent = await findLeg(ctx, parentIdOf(other))
  if (!parent) return
  const before = await readParts(ctx, parent.legId)
  const open = before.filter((part) => part.bucket === 'onward' || part.bucket === 'no_answer')
  const pieces = ranges.flatMap((range) => piecesOfChild(open, other.legId, range))
  if (pieces.length === 0) return
  const place = { bucket: 'gone', reason: 'ARDT' } as const
  const parts = pieces.reduce((next, piece) => patchParts(next, piece, () => place), before)
  await saveLeg(ctx, parent, parts)
}

/** Two cases of one owner want the same and need nobody to decide between them. */
async function haveOneOwner(ctx: Ctx, leg: Leg, other: Leg): Promise<boolean> {
  const parent = await findLeg(ctx, parentIdOf(leg))
  const otherParent = await findLeg(ctx, parentIdOf(other))
  const owner = parent?.owner ?? null
  return owner !== null && owner === otherParent?.owner
}
