import type { Holder } from '@modosu/recall'
import { memberOfPointsAccount } from './points-account.ts'

/**
 * Tells recall what a member's points are. They are the owner's (points cannot be sent to another
 * person), can be stopped for as long as they lie there, and may always go back to their lots.
 * Nothing in this room moves points by itself but their expiry, and the ledger lets no clock run on
 * what was carved out; so there is nothing more to stop or to start, and the case page tells the
 * owner.
 */
export const pointsHolder: Holder = {
  name: 'points',
  async describeHolding(_, account) {
    if (memberOfPointsAccount(account) === undefined) return undefined
    return { kind: 'balance', role: 'owner', stoppableUntil: null }
  },
  async onHeld(ctx, holding) {
    ctx.log.info({ caseId: holding.caseId, legId: holding.legId }, 'points were held')
  },
  async onReleased(ctx, holding) {
    ctx.log.info({ caseId: holding.caseId, legId: holding.legId }, 'points were released')
  },
  async mayReturn() {
    return 'return'
  },
  async onReturned(ctx, holding) {
    ctx.log.info({ caseId: holding.caseId, legId: holding.legId }, 'points went back')
  },
}
