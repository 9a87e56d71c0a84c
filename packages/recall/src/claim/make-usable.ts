import { type Amount, amount, type Ctx, mustSucceed, ok, type Result, refuse } from '@modosu/kernel'
import { moveSpans, readBalance } from '@modosu/ledger'
import type { RecallError } from '../errors.ts'
import { returnedAccount } from '../leg/pass-up.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findRootLeg, lockCase, updateLeg } from '../store/leg.ts'

/**
 * The owner is verified and has the account back: what was returned moves into the lots it came
 * from, and what returns later goes there at once. Doing it again changes nothing.
 *
 * Refusals in order: recall/unknown_case.
 */
export async function makeUsable(
  ctx: Ctx,
  deps: RecallDeps,
  input: { readonly caseId: string },
): Promise<Result<{ usable: Amount }, RecallError>> {
  await lockCase(ctx, input.caseId)
  const leg = await findRootLeg(ctx, input.caseId)
  if (!leg || leg.owner === null) return refuse({ code: 'recall/unknown_case' })
  const { lots } = await readBalance(ctx, returnedAccount(leg.caseId, leg.unit))
  const total = amount(lots.reduce((sum, lot) => sum + lot.amount, 0n))
  if (total > 0n) {
    const moved = await moveSpans(ctx, {
      key: `usable:${leg.legId}:${leg.revision}`,
      spans: lots.map((lot) => lot.span),
      to: `points:${leg.owner}`,
      kind: 'made_usable',
      graceDays: deps.policy.graceDays,
      who: { caseId: leg.caseId },
    })
    mustSucceed(moved, 'returned points go to their owner')
  }
  if (leg.usableAt === null) {
    await updateLeg(ctx, { ...leg, usableAt: ctx.now })
    await ctx.emit({ type: 'recall.claim_changed', data: { caseId: leg.caseId } })
  }
  return ok({ usable: total })
}
