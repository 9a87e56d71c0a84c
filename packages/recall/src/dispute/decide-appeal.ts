import { assert, type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import { giveBackToHolder } from '../hold/release-parts.ts'
import type { Leg } from '../leg/leg.ts'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { type Appeal, findAppeal, updateAppeal } from '../store/appeal.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'

/**
 * Somebody has heard the holder. `kept`: he has his value back, let go of while the claim is
 * unconfirmed, gone for the claim once it is confirmed. `dismissed`: the decision goes on, and its
 * clock with the time that the objection took.
 *
 * Refusals in order: recall/unknown_case (no such objection), recall/already_decided.
 */
export async function decideAppeal(
  ctx: Ctx,
  deps: RecallDeps,
  input: {
    readonly appealId: string
    readonly outcome: 'kept' | 'dismissed'
    readonly decidedBy: string
  },
): Promise<Result<{ outcome: 'kept' | 'dismissed' }, RecallError>> {
  const seen = await findAppeal(ctx, input.appealId)
  if (!seen) return refuse({ code: 'recall/unknown_case' })
  await lockCase(ctx, seen.caseId)
  const appeal = await findAppeal(ctx, input.appealId)
  assert(appeal, 'an objection is never deleted')
  if (appeal.decidedAt) return refuse({ code: 'recall/already_decided' })
  await updateAppeal(ctx, input)
  const leg = await findLeg(ctx, appeal.legId)
  assert(leg, 'a leg is never deleted')
  await carryOut(ctx, deps, leg, { appeal, outcome: input.outcome })
  return ok({ outcome: input.outcome })
}

async function carryOut(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  decided: { appeal: Appeal; outcome: 'kept' | 'dismissed' },
): Promise<void> {
  const { account, openedAt } = decided.appeal
  const tookMs = ctx.now.getTime() - openedAt.getTime()
  const decisionDue = leg.decisionDue && new Date(leg.decisionDue.getTime() + tookMs)
  const parts = await readParts(ctx, leg.legId)
  const isHeld = parts.some((part) => part.bucket === 'held' && part.account === account)
  const next =
    decided.outcome === 'kept' && isHeld
      ? await giveBackToHolder(ctx, deps, leg, parts, {
          account,
          ...(leg.stance === 'confirmed'
            ? { bucket: 'gone', reason: 'CUST' }
            : { bucket: 'released' }),
        })
      : parts
  await saveLeg(ctx, { ...leg, decisionDue }, next)
  if (leg.stance === 'confirmed') {
    await ctx.enqueue({ kind: 'recall.settle', data: { legId: leg.legId } })
  }
}
