import { addHours, type Ctx } from '@modosu/kernel'
import { releaseOpenParts, releaseRanges } from '../hold/release-parts.ts'
import {
  betterEvidence,
  type Evidence,
  type Leg,
  type Stance,
  stanceMayBecome,
} from '../leg/leg.ts'
import type { Range } from '../leg/parts.ts'
import { mergeRanges, subtract } from '../leg/ranges.ts'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { passAskDown, updateLeg } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { passLetGoDown } from './pass-let-go-down.ts'

/** What an asker may change of its ask; every field only grows. */
export interface AskRegister {
  readonly stance: Stance
  readonly evidence: Evidence
  readonly renewals: number
  /** The end that is wished for the hold; counts only with a renewal or better evidence. */
  readonly holdUntil: Date
  /** Offsets that are taken back, where it is not all of them. */
  readonly letGo?: readonly Range[]
}

/**
 * Takes over what is newer in an ask and hands it down to the neighbours: confirmed value may now be
 * returned, withdrawn value goes back to its holders, all of it or the offsets that are named, a
 * renewed hold lasts longer. What is older and arrives late is ignored. What is onward is released by the neighbour's report, never by our word.
 */
export async function changeAsk(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  said: AskRegister,
): Promise<Leg> {
  const stance = stanceMayBecome(leg.stance, said.stance) ? said.stance : leg.stance
  const evidence = betterEvidence(leg.evidence, said.evidence)
  const renewals = said.renewals > leg.renewals ? said.renewals : leg.renewals
  const letGo = subtract(said.letGo ?? [], leg.letGo)
  const isSame = stance === leg.stance && evidence === leg.evidence && renewals === leg.renewals
  if (isSame && letGo.length === 0) return leg
  const changed: Leg = {
    ...leg,
    stance,
    evidence,
    renewals,
    letGo: mergeRanges([...leg.letGo, ...letGo]),
    holdUntil: holdUntilOf(ctx, deps, leg, { ...said, evidence, renewals }),
  }
  const confirms = stance === 'confirmed' && leg.stance !== 'confirmed'
  const next = confirms ? await startDeciding(ctx, deps, changed) : changed
  await updateLeg(ctx, next)
  for (const neighbour of await passAskDown(ctx, next)) {
    await ctx.enqueue({ kind: 'recall.send_asks', data: { caseId: leg.caseId, neighbour } })
  }
  if (stance === 'withdrawn') {
    if (leg.stance === 'withdrawn') return next
    const parts = await readParts(ctx, leg.legId)
    return await saveLeg(ctx, next, await releaseOpenParts(ctx, deps, next, parts))
  }
  if (letGo.length === 0) return next
  const parts = await readParts(ctx, leg.legId)
  await passLetGoDown(ctx, next, parts, letGo)
  return await saveLeg(ctx, next, await releaseRanges(ctx, deps, next, parts, letGo))
}

/**
 * Nobody makes a hold longer by asking again: it takes a person who renewed it, or evidence that is
 * better than what it was placed on. The asker may wish for less than our own rules give.
 */
function holdUntilOf(ctx: Ctx, deps: RecallDeps, leg: Leg, said: AskRegister): Date {
  const hours = deps.policy.holdHours[said.evidence]
  const renewed = said.renewals > leg.renewals && said.renewals <= deps.policy.renewalsMax
  const longest = renewed
    ? addHours(ctx.now, hours)
    : said.evidence === leg.evidence
      ? leg.holdUntil
      : addHours(leg.openedAt, hours)
  const granted = said.holdUntil < longest ? said.holdUntil : longest
  return granted > leg.holdUntil ? granted : leg.holdUntil
}

async function startDeciding(ctx: Ctx, deps: RecallDeps, leg: Leg): Promise<Leg> {
  const decisionDue = addHours(ctx.now, deps.policy.decisionHours)
  const { legId } = leg
  await ctx.enqueue({ kind: 'recall.settle', data: { legId } })
  await ctx.enqueue({ kind: 'recall.decision_due', data: { legId }, dueAt: decisionDue })
  return { ...leg, decisionDue }
}
