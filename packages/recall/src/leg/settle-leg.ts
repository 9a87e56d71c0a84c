import { amount, type Ctx } from '@modosu/kernel'
import { findHolder } from '../hold/find-holders.ts'
import { holdingOf } from '../hold/hold-at-holders.ts'
import { giveBackToHolder, heldAccounts } from '../hold/release-parts.ts'
import { closeHolding } from '../measure/holdings.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { listAppeals } from '../store/appeal.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { readParts } from '../store/part.ts'
import type { Leg } from './leg.ts'
import { type Part, patchParts } from './parts.ts'
import { passUp } from './pass-up.ts'
import { saveLeg } from './save-legs.ts'

/**
 * Ends what can be ended of a confirmed leg: each holder is asked whether its value may go back now,
 * has to wait, or is kept in good faith; a transfer that has not arrived is stopped. Doing it again
 * does what is left to do.
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
  if (before.some((part) => part.bucket === 'awaited' && part.originPocket === null)) {
    const { transferId } = leg
    await ctx.enqueue({ kind: 'recall.stop_transfer', data: { transferId } })
  }
  const objecting = await openAppeals(ctx, leg)
  let parts = before
  for (const account of heldAccounts(before)) {
    if (objecting.has(account)) continue
    parts = await settleAtHolder(ctx, deps, leg, parts, account)
  }
  if (parts !== before) await saveLeg(ctx, leg, parts)
}

/** Accounts whose holders object: the decision about them stands still. */
async function openAppeals(ctx: Ctx, leg: Leg): Promise<Set<string>> {
  const appeals = await listAppeals(ctx, [leg.legId])
  return new Set(appeals.filter((one) => !one.decidedAt).map((one) => one.account))
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
  const rule = holder && deps.policy.rules[holder.facts.role][leg.evidence]
  if (rule?.confirmed === 'wait') return parts
  if (lacksIndemnity(deps, leg)) return saying(parts, held, 'IDMN')
  const decision =
    rule?.confirmed === 'keep'
      ? 'keep'
      : holder
        ? await holder.holder.mayReturn(ctx, holding)
        : 'return'
  if (decision === 'wait') return parts
  if (decision === 'keep') {
    return await giveBackToHolder(ctx, deps, leg, parts, { account, bucket: 'gone' })
  }
  const next = await passUp(ctx, deps, leg, parts, held)
  await holder?.holder.onReturned(ctx, holding)
  await closeHolding(ctx, holding, 'returned')
  return next
}

/** Above what our contract says, nothing returns before somebody bears a wrong return. */
function lacksIndemnity(deps: RecallDeps, leg: Leg): boolean {
  const { demandedAbove } = deps.policy.indemnity
  if (leg.role === 'root' || demandedAbove === null || leg.asked <= demandedAbove) return false
  return leg.indemnity === null || BigInt(leg.indemnity.cap) < leg.asked
}

/** The same places with a reason, or the very same parts where it is said already. */
function saying(parts: Part[], held: readonly Part[], reason: 'IDMN'): Part[] {
  if (held.every((part) => part.reason === reason)) return parts
  return held.reduce((next, part) => patchParts(next, part, () => ({ reason })), parts)
}
