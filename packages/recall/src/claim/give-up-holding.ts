import type { Ctx } from '@modosu/kernel'
import { giveBackToHolder } from '../hold/release-parts.ts'
import { saveLeg } from '../leg/save-legs.ts'
import type { RecallDeps } from '../recall-deps.ts'
import { findLeg, lockCase } from '../store/leg.ts'
import { listLegsHoldingFrom, readParts } from '../store/part.ts'

/** The kind of the job that tells claims that what they held was gone already. */
export const GIVE_UP_JOB = 'recall.give_up'

/**
 * A holder that had to ask somebody outside, as a bank, hears that it was too late: what is held in
 * front of this account is not there. It goes back to the account, `onReleased` is called, and the
 * claims say that it is gone. Done by a job: claims are locked before holders.
 */
export async function giveUpHolding(ctx: Ctx, input: { readonly account: string }): Promise<void> {
  await ctx.enqueue({ kind: GIVE_UP_JOB, data: { account: input.account } })
}

/** Ends every hold in front of an account as gone. Doing it twice equals doing it once. */
export async function endHoldings(ctx: Ctx, deps: RecallDeps, account: string): Promise<void> {
  for (const { legId, caseId } of await listLegsHoldingFrom(ctx, account)) {
    await lockCase(ctx, caseId)
    const leg = await findLeg(ctx, legId)
    const parts = await readParts(ctx, legId)
    const isHeld = parts.some((part) => part.bucket === 'held' && part.account === account)
    if (!leg || !isHeld) continue
    const next = await giveBackToHolder(ctx, deps, leg, parts, { account, bucket: 'gone' })
    await saveLeg(ctx, leg, next)
  }
}
