import type { Ctx } from '@modosu/kernel'
import type { Holder, Holding } from '@modosu/recall'
import type { PayoutDeps } from './deps.ts'
import type { Payout } from './payout.ts'
import { bookOut, PAID_OUT, payoutOfAccount, putBack } from './payout-account.ts'
import { beginStop } from './stop-payout.ts'
import { lockPayout } from './store/payout.ts'

/**
 * Tells recall what a payout is: money on its way that can be stopped here until it is sent, and at
 * the bank until its hour. A payout of which a part is held is stopped for good. While the bank has
 * not answered, nobody can say whether the money is there, so a return waits; when it was too late,
 * what was held is gone.
 */
export function payoutHolder(deps: PayoutDeps): Holder {
  return {
    name: 'payout',
    async describeHolding(ctx, account) {
      if (account === PAID_OUT) return { kind: 'paid_out', role: 'sink', stoppableUntil: null }
      // Locked before value is carved, so that holding and sending take their locks in one order.
      const payout = await payoutAt(ctx, account)
      if (!payout) return undefined
      const stoppableUntil = payout.endedAt ? null : (payout.settlesAt ?? payout.sendsAt)
      return { kind: 'payout', role: 'escrow', stoppableUntil }
    },
    async onHeld(ctx, holding) {
      const payout = await payoutOf(ctx, holding)
      if (payout) await beginStop(ctx, deps, payout)
    },
    async onReleased(ctx, holding) {
      const payout = await payoutOf(ctx, holding)
      if (payout?.state === 'settled') await bookOut(ctx, payout)
      else if (payout?.endedAt) await putBack(ctx, payout)
    },
    async mayReturn(ctx, holding) {
      const payout = await payoutOf(ctx, holding)
      if (payout?.state === 'settled') return 'keep'
      return payout && !payout.endedAt ? 'wait' : 'return'
    },
    onReturned: async () => undefined,
  }
}

async function payoutAt(ctx: Ctx, account: string): Promise<Payout | undefined> {
  const payoutId = payoutOfAccount(account)
  return payoutId === undefined ? undefined : await lockPayout(ctx, payoutId)
}

function payoutOf(ctx: Ctx, { account }: Holding): Promise<Payout | undefined> {
  return payoutAt(ctx, account)
}
