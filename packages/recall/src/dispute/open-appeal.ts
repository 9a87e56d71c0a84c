import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { RecallError } from '../errors.ts'
import { saveLeg } from '../leg/save-legs.ts'
import { insertAppeal, listAppeals } from '../store/appeal.ts'
import { findLeg, lockCases } from '../store/leg.ts'
import { listLegsHoldingFrom, readParts } from '../store/part.ts'

/**
 * A holder objects to what is held in front of him. The decision about it stands still until somebody
 * has heard him; the hold goes on, and a provisional one still ends by itself. Once for each claim:
 * objecting again gives the same answer.
 *
 * Refusals in order: recall/nothing_held.
 */
export async function openAppeal(
  ctx: Ctx,
  input: { readonly account: string },
): Promise<Result<{ appealIds: string[] }, RecallError>> {
  const holding = await listLegsHoldingFrom(ctx, input.account)
  if (holding.length === 0) return refuse({ code: 'recall/nothing_held' })
  await lockCases(
    ctx,
    holding.map((one) => one.caseId),
  )
  const known = await listAppeals(
    ctx,
    holding.map((one) => one.legId),
  )
  const appealIds: string[] = []
  for (const { legId, caseId } of holding) {
    const before = known.find((one) => one.legId === legId && one.account === input.account)
    if (before) {
      appealIds.push(before.appealId)
      continue
    }
    const appealId = ctx.newId('apl')
    appealIds.push(appealId)
    await insertAppeal(ctx, { appealId, legId, caseId, account: input.account })
    // A new revision: whoever asked hears that the decision stands still.
    const leg = await findLeg(ctx, legId)
    if (leg) await saveLeg(ctx, leg, await readParts(ctx, legId))
    await ctx.emit({ type: 'recall.holder_objected', data: { caseId, legId, appealId } })
  }
  return ok({ appealIds })
}
