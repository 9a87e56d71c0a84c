import { type Ctx, inContext, type JobData, type Runtime } from '@modosu/kernel'
import { nextSending, SEND_PAYOUT_JOB } from './ask-payout.ts'
import { type BankOutcome, sendToBank } from './bank/ask-bank.ts'
import { heardFromBank } from './bank/heard-from-bank.ts'
import type { PayoutBankAccount, PayoutDeps } from './deps.ts'
import { endPayout } from './end-payout.ts'
import type { Payout } from './payout.ts'
import { beginStop } from './stop-payout.ts'
import { lockPayout, writeSendsAt, writeState } from './store/payout.ts'

/**
 * Hands a payout whose time has come to the bank. Whether it may leave is asked once more: a stop or
 * a change since it was asked for puts it off, and another bank account than it was asked for ends
 * it. `sending` is written before the bank hears of it, so that a hold knows that the bank may have
 * it. Silence is neither yes nor no, so the job comes again with the same key.
 */
export async function sendPayout(runtime: Runtime, deps: PayoutDeps, data: JobData): Promise<void> {
  const payoutId = String(data.payoutId)
  const order = await inContext(runtime, (ctx) => beginSending(ctx, deps, payoutId))
  if (!order) return
  const { payout, to } = order
  const outcome = await sendToBank(deps.bank, {
    key: payoutId,
    to,
    amount: payout.amount - payout.fee,
  })
  await inContext(runtime, (ctx) => noteAnswer(ctx, deps, payoutId, outcome))
}

async function beginSending(
  ctx: Ctx,
  deps: PayoutDeps,
  payoutId: string,
): Promise<{ payout: Payout; to: PayoutBankAccount } | undefined> {
  const payout = await lockPayout(ctx, payoutId)
  if (payout?.state !== 'waiting' && payout?.state !== 'sending') return undefined
  const bank = await deps.readBankAccount(ctx, payout.memberId)
  if (payout.state === 'waiting') {
    if (payout.sendsAt > ctx.now) return undefined
    const later = await putOff(ctx, deps, payout)
    if (later) {
      await writeSendsAt(ctx, payoutId, later)
      await ctx.enqueue({ kind: SEND_PAYOUT_JOB, data: { payoutId }, dueAt: later })
      return undefined
    }
    if (bank?.payoutAccountId !== payout.payoutAccountId) {
      await endPayout(ctx, deps, payout, { event: 'return', reason: 'bank_account_changed' })
      return undefined
    }
    await writeState(ctx, payoutId, { state: 'sending' })
  }
  if (bank?.payoutAccountId === payout.payoutAccountId) return { payout, to: bank.account }
  // The bank may have it or not, and it can be told once more to nobody: so it is asked back.
  await beginStop(ctx, deps, payout)
  return undefined
}

async function putOff(ctx: Ctx, deps: PayoutDeps, payout: Payout): Promise<Date | undefined> {
  if (await deps.isLimited?.(ctx, payout.memberId)) return nextSending(deps, ctx.now)
  const delay = await deps.readDelay(ctx, payout.memberId)
  // A stop has no end that anybody knows: it is looked at again the next morning.
  return delay.open ? undefined : nextSending(deps, delay.until ?? ctx.now)
}

async function noteAnswer(
  ctx: Ctx,
  deps: PayoutDeps,
  payoutId: string,
  outcome: BankOutcome,
): Promise<void> {
  const payout = await lockPayout(ctx, payoutId)
  if (!payout) return
  if ('refused' in outcome) {
    await endPayout(ctx, deps, payout, { event: 'return', reason: outcome.refused })
  } else if ('said' in outcome) {
    await heardFromBank(ctx, deps, payout, outcome.said)
  }
}
