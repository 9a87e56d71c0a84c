import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import { changeStance } from '../leg/change-stance.ts'
import type { Evidence, Stance } from '../leg/leg.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findRootLeg, lockCase } from '../store/leg.ts'

/**
 * People have decided that the claim stands: what is held may be returned. Confirming twice changes
 * nothing.
 *
 * Refusals in order: recall/unknown_case, recall/not_confirmable when it was withdrawn.
 */
export function confirmClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string; readonly evidence?: Evidence },
): Promise<Result<{ stance: Stance }, RecallError>> {
  return decide(ctx, deps, { ...input, stance: 'confirmed' })
}

/**
 * The claim was wrong: what is held goes back in front of its holders, here and at the neighbours.
 *
 * Refusals in order: recall/unknown_case.
 */
export function withdrawClaim(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string },
): Promise<Result<{ stance: Stance }, RecallError>> {
  return decide(ctx, deps, { ...input, stance: 'withdrawn' })
}

async function decide(
  ctx: Ctx,
  deps: RecallDeps,
  input: { caseId: string; stance: 'confirmed' | 'withdrawn'; evidence?: Evidence },
): Promise<Result<{ stance: Stance }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const leg = await findRootLeg(ctx, input.caseId)
  if (!leg) return refuse({ code: 'recall/unknown_case' })
  if (input.stance === 'confirmed' && leg.stance === 'withdrawn') {
    return refuse({ code: 'recall/not_confirmable' })
  }
  const next = await changeStance(ctx, deps, leg, {
    stance: input.stance,
    evidence: input.evidence ?? leg.evidence,
    holdUntil: leg.holdUntil,
  })
  return ok({ stance: next.stance })
}
