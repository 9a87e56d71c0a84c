import {
  type Ctx,
  inContext,
  type JobData,
  ok,
  type Result,
  type Runtime,
  refuse,
} from '@modosu/kernel'
import { recallAtBank } from './bank/ask-bank.ts'
import { heardFromBank } from './bank/heard-from-bank.ts'
import type { PayoutDeps } from './deps.ts'
import { endPayout } from './end-payout.ts'
import type { PayoutError } from './errors.ts'
import { isOpen, nextState, type Payout, type PayoutState } from './payout.ts'
import { lockPayout, writeState } from './store/payout.ts'

/** The kind of the job that asks the bank to stop a payout. */
export const STOP_PAYOUT_JOB = 'payout.stop_at_bank'

/**
 * The member stops a payout: at once while it waits here, by asking the bank while the bank has it.
 * Stopping twice changes nothing.
 *
 * Refusals in order: payout/unknown_payout (also of others), payout/too_late.
 */
export async function stopPayout(
  ctx: Ctx,
  deps: PayoutDeps,
  input: { readonly payoutId: string; readonly memberId: string },
): Promise<Result<{ payoutId: string; state: PayoutState }, PayoutError>> {
  const payout = await lockPayout(ctx, input.payoutId)
  if (payout?.memberId !== input.memberId) return refuse({ code: 'payout/unknown_payout' })
  if (!isOpen(payout) && payout.state !== 'stopped') return refuse({ code: 'payout/too_late' })
  return ok({ payoutId: payout.payoutId, state: await beginStop(ctx, deps, payout) })
}

/** Begins to stop a locked payout, for its member or for a claim; the state that it is in then. */
export async function beginStop(ctx: Ctx, deps: PayoutDeps, payout: Payout): Promise<PayoutState> {
  const state = nextState(payout.state, 'stop')
  if (state === 'stopped') {
    await endPayout(ctx, deps, payout, { event: 'stop' })
  } else if (state === 'stopping') {
    const { payoutId } = payout
    await writeState(ctx, payoutId, { state })
    await ctx.enqueue({ kind: STOP_PAYOUT_JOB, data: { payoutId } })
  }
  return state ?? payout.state
}

/** Asks the bank to stop a payout, until it has answered. */
export async function stopAtBank(runtime: Runtime, deps: PayoutDeps, data: JobData): Promise<void> {
  const payoutId = String(data.payoutId)
  const outcome = await recallAtBank(deps.bank, payoutId)
  await inContext(runtime, async (ctx) => {
    const payout = await lockPayout(ctx, payoutId)
    if (!payout) return
    if ('tooLate' in outcome) await endPayout(ctx, deps, payout, { event: 'settle' })
    else if ('said' in outcome) await heardFromBank(ctx, deps, payout, outcome.said)
    else throw new Error(`the bank does not stop ${payoutId}: ${outcome.refused}`)
  })
}
