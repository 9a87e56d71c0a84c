import { amount, type Ctx } from '@modosu/kernel'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import { findHolder } from './find-holder.ts'
import type { Leg } from './leg.ts'
import type { Part } from './parts.ts'
import { passUp } from './pass-up.ts'
import { holdingOf } from './place-parts.ts'
import { giveBackToHolder, heldAccounts } from './release-parts.ts'
import { saveLeg } from './save-leg.ts'

/**
 * Ends what can be ended of a confirmed leg: each holder is asked whether its value may go back now,
 * has to wait, or is kept in good faith. Doing it again does what is left to do.
 */
export async function settleLeg(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly legId: string },
): Promise<void> {
  const found = await findLeg(ctx, input.legId)
  if (!found) return
  await lockCase(ctx, found.caseId)
  const leg = await findLeg(ctx, input.legId)
  if (leg?.stance !== 'confirmed') return
  const before = await readParts(ctx, leg.legId)
  let parts = before
  for (const account of heldAccounts(before)) {
    parts = await settleAtHolder(ctx, deps, leg, parts, account)
  }
  if (parts !== before) await saveLeg(ctx, leg, parts)
}

async function settleAtHolder(
  ctx: Ctx,
  deps: RecallDeps,
  leg: Leg,
  parts: Part[],
  account: string,
): Promise<Part[]> {
  const held = parts.filter((part) => part.bucket === 'held' && part.account === account)
  const total = amount(held.reduce((sum, part) => sum + part.amount, 0n))
  const holding = holdingOf(leg, account, total)
  const holder = await findHolder(ctx, deps, account)
  const decision = holder ? await holder.holder.mayReturn(ctx, holding) : 'return'
  if (decision === 'wait') return parts
  if (decision === 'keep') {
    return await giveBackToHolder(ctx, deps, leg, parts, { account, bucket: 'gone' })
  }
  const next = await passUp(ctx, deps, leg, parts, held)
  await holder?.holder.onReturned(ctx, holding)
  return next
}
