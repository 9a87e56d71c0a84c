import type { Ctx } from '@modosu/kernel'
import type { PayoutDeps } from '../deps.ts'
import { endPayout } from '../end-payout.ts'
import { nextState, type Payout } from '../payout.ts'
import { writeState } from '../store/payout.ts'
import type { BankAnswer } from './ask-bank.ts'

const ENDS = { settled: 'settle', returned: 'return', recalled: 'recall' } as const

/**
 * Takes in what the bank says of a locked payout, by its answer or by its notice, whichever comes
 * first; the one that comes later finds it done.
 */
export async function heardFromBank(
  ctx: Ctx,
  deps: PayoutDeps,
  payout: Payout,
  said: Pick<BankAnswer, 'state' | 'at' | 'reason'>,
): Promise<void> {
  if (said.state !== 'accepted') {
    const reason = said.reason === null ? {} : { reason: said.reason }
    await endPayout(ctx, deps, payout, { event: ENDS[said.state], ...reason })
    return
  }
  const state = nextState(payout.state, 'accept')
  if (state) await writeState(ctx, payout.payoutId, { state, settlesAt: new Date(said.at) })
}
