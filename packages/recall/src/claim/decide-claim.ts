import { addHours, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import { changeAsk } from '../ask/change-ask.ts'
import type { RecallError } from '../errors.ts'
import { betterEvidence, type Evidence, type Leg, type Stance } from '../leg/leg.ts'
import { takeCoversBack } from '../loss/cover-claim.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listRootLegs, lockCase } from '../store/leg.ts'

/**
 * People have decided that the claim stands: what is held may be returned, what cannot come back is
 * paid from the loss account. Confirming twice changes nothing.
 *
 * Refusals in order: recall/unknown_case, recall/not_confirmable when it was withdrawn,
 * recall/evidence_missing when there is no more than a press.
 */
export async function confirmClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string; readonly evidence?: Evidence },
): Promise<Result<{ stance: Stance }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const roots = await listRootLegs(ctx, input.caseId)
  const newest = roots.at(-1)
  if (!newest) return refuse({ code: 'recall/unknown_case' })
  if (newest.stance === 'withdrawn') return refuse({ code: 'recall/not_confirmable' })
  const evidence = betterEvidence(newest.evidence, input.evidence ?? newest.evidence)
  if (evidence === 'press') return refuse({ code: 'recall/evidence_missing' })
  await changeRoots(ctx, deps, roots, { stance: 'confirmed', evidence })
  if (newest.stance !== 'confirmed') await planCover(ctx, deps, input.caseId)
  return ok({ stance: 'confirmed' })
}

/** At once for what is gone, and after a day for whatever is still out then. */
async function planCover(ctx: Ctx, deps: RecallDeps, caseId: string): Promise<void> {
  if (deps.policy.cover === 'none') return
  const dueAt = addHours(ctx.now, deps.policy.coverHours)
  await ctx.enqueue({ kind: 'recall.cover', data: { caseId } })
  await ctx.enqueue({ kind: 'recall.cover', data: { caseId, all: true }, dueAt })
}

/**
 * The claim was wrong: what is held goes back in front of its holders, here and at the neighbours.
 * What was paid from the loss account and still waits goes back there; what has come home already is
 * given back by `undoReturn`.
 *
 * Refusals in order: recall/unknown_case.
 */
export async function withdrawClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string },
): Promise<Result<{ stance: Stance }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const roots = await listRootLegs(ctx, input.caseId)
  if (roots.length === 0) return refuse({ code: 'recall/unknown_case' })
  await changeRoots(ctx, deps, roots, { stance: 'withdrawn' })
  await takeCoversBack(ctx, input.caseId)
  return ok({ stance: 'withdrawn' })
}

/** Every attempt of a claim has one stance: value may still come back under the first. */
async function changeRoots(
  ctx: Ctx,
  deps: RecallDeps,
  roots: readonly Leg[],
  said: { stance: Stance; evidence?: Evidence },
): Promise<void> {
  for (const root of roots) {
    await changeAsk(ctx, deps, root, {
      stance: said.stance,
      evidence: said.evidence ?? root.evidence,
      renewals: root.renewals,
      holdUntil: root.holdUntil,
    })
  }
}
