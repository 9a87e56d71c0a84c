import type { Holder } from '@modosu/recall'
import { memberOfPayAccount } from './pay-account.ts'

/**
 * Tells recall what a wallet is. Yen in a wallet are the owner's, can be stopped for as long as they
 * lie there, and may always go back to the points they came from. Nothing in Pay moves a wallet by
 * itself: when recall has carved value out of it or put it back, there is nothing more to stop or
 * to start, and the case page tells the owner.
 */
export const payHolder: Holder = {
  name: 'pay',
  async describeHolding(_, account) {
    if (memberOfPayAccount(account) === undefined) return undefined
    return { kind: 'balance', role: 'owner', stoppableUntil: null }
  },
  async onHeld(ctx, holding) {
    ctx.log.info({ caseId: holding.caseId, legId: holding.legId }, 'wallet: value was held')
  },
  async onReleased(ctx, holding) {
    ctx.log.info({ caseId: holding.caseId, legId: holding.legId }, 'wallet: value was released')
  },
  async mayReturn() {
    return 'return'
  },
  async onReturned(ctx, holding) {
    ctx.log.info({ caseId: holding.caseId, legId: holding.legId }, 'wallet: value went back')
  },
}
