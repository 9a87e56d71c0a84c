import { assert, type Ctx } from '@modosu/kernel'
import type { Holding } from '../holder.ts'
import { openHoldings } from '../measure/holdings.ts'
import { beyondOfLegs, NOTHING_BEYOND } from '../report/beyond.ts'
import { insertLegs, updateLegs } from '../store/leg.ts'
import { insertParts, writeParts } from '../store/part.ts'
import type { Leg } from './leg.ts'
import { isSettled, type Part, sumBuckets } from './parts.ts'

/** A leg with the parts that it shall have from now on, and what was opened for them. */
interface Saving {
  readonly leg: Leg
  readonly parts: readonly Part[]
  readonly children?: readonly Leg[]
  readonly holdings?: readonly Holding[]
  /** The parts as they are written already; where none of them has changed they are left. */
  readonly before?: readonly Part[]
}

/**
 * Writes legs that we answer for (root or assignee) with their parts as a new revision, and tells
 * about them in the same transaction: the house, and the neighbour that asked. The identity is
 * stated here and again by the database. A leg without a revision is written for the first time. With
 * `answered`, the neighbour hears the new revision from the answer that is under way, and no message
 * of its own follows. `answers` are legs by which these ask others, with what they have just been told.
 */
export async function saveLegs(
  ctx: Ctx,
  savings: readonly Saving[],
  told: 'by_message' | 'answered' = 'by_message',
  answers: readonly Leg[] = [],
): Promise<Leg[]> {
  if (savings.length === 0) return []
  const beyond = await beyondOfLegs(ctx, savings, answers)
  const saved = savings.map(({ leg, parts }) => ({
    ...nextRevision(ctx, leg, parts, told),
    beyond: beyond.get(leg.legId) ?? NOTHING_BEYOND,
  }))
  await writeLegs(ctx, savings, { saved, answers })
  if (told === 'by_message') await tellNeighbours(ctx, saved)
  for (const [at, leg] of saved.entries()) {
    const before = savings[at]
    await tellHouse(ctx, leg, leg.settledAt !== null && before?.leg.settledAt === null)
    if (leg.role === 'root' && before?.parts.some((part) => part.askAgain)) {
      await ctx.enqueue({ kind: 'recall.ask_again', data: { caseId: leg.caseId } })
    }
  }
  return saved
}

/** Sent together, in the order in which rows need each other. */
async function writeLegs(
  ctx: Ctx,
  savings: readonly Saving[],
  { saved, answers }: { readonly saved: readonly Leg[]; readonly answers: readonly Leg[] },
): Promise<void> {
  const children = savings.flatMap((saving) => saving.children ?? [])
  const isNew = (legId: string) => fresh.has(legId)
  const fresh = new Set(savings.flatMap(({ leg }) => (leg.revision === 0 ? [leg.legId] : [])))
  const parts = savings
    .filter(hasChanged)
    .map((saving) => ({ legId: saving.leg.legId, parts: saving.parts }))
  await Promise.all([
    insertLegs(ctx, [...saved.filter((leg) => isNew(leg.legId)), ...children]),
    updateLegs(ctx, [...answers, ...saved.filter((leg) => !isNew(leg.legId))]),
    insertParts(
      ctx,
      parts.filter(({ legId }) => isNew(legId)),
    ),
    writeParts(
      ctx,
      parts.filter(({ legId }) => !isNew(legId)),
    ),
    openHoldings(
      ctx,
      savings.flatMap((saving) => saving.holdings ?? []),
    ),
  ])
}

function hasChanged({ parts, before }: Saving): boolean {
  return before?.length !== parts.length || parts.some((part, at) => part !== before[at])
}

export async function saveLeg(ctx: Ctx, leg: Leg, parts: readonly Part[]): Promise<Leg> {
  const [saved] = await saveLegs(ctx, [{ leg, parts }])
  assert(saved, 'one leg was saved')
  return saved
}

function nextRevision(
  ctx: Ctx,
  leg: Leg,
  parts: readonly Part[],
  told: 'by_message' | 'answered',
): Leg {
  const amounts = sumBuckets(parts)
  const { held, onward, gone, returned, released } = amounts
  assert(
    held + onward + gone + returned + released === leg.asked,
    `leg ${leg.legId}: the buckets do not add up to what was asked`,
  )
  const revision = leg.revision + 1
  return {
    ...leg,
    amounts,
    revision,
    reportHeard: told === 'answered' ? revision : leg.reportHeard,
    settledAt: isSettled(parts) ? (leg.settledAt ?? ctx.now) : null,
  }
}

/** One job a neighbour: it sends whatever was not heard yet, many reports in one message. */
async function tellNeighbours(ctx: Ctx, saved: readonly Leg[]): Promise<void> {
  const told = new Set<string>()
  for (const { role, caseId, neighbour } of saved) {
    const key = `${caseId} ${neighbour}`
    if (role !== 'assignee' || told.has(key)) continue
    told.add(key)
    await ctx.enqueue({ kind: 'recall.send_reports', data: { caseId, neighbour } })
  }
}

async function tellHouse(ctx: Ctx, leg: Leg, settledNow: boolean): Promise<void> {
  const { caseId, legId } = leg
  if (leg.role === 'assignee') {
    if (settledNow) await ctx.emit({ type: 'recall.leg_settled', data: { caseId, legId } })
    return
  }
  await ctx.emit({ type: 'recall.claim_changed', data: { caseId } })
  // What a confirmed claim cannot bring back is paid from the loss account.
  if (leg.stance === 'confirmed' && leg.amounts.gone + leg.amounts.onward > 0n) {
    await ctx.enqueue({ kind: 'recall.cover', data: { caseId } })
  }
  if (settledNow) {
    const { returned, gone } = leg.amounts
    await ctx.emit({
      type: 'recall.claim_settled',
      data: { caseId, returned: String(returned), gone: String(gone) },
    })
  }
}
