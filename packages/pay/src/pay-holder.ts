import { type Ctx, mailMember } from '@modosu/kernel'
import { type Holder, type Holding, readClaim } from '@modosu/recall'
import { type PayMailName, payMail } from './mails.ts'
import { memberOfPayAccount } from './pay-account.ts'
import type { PayDeps } from './pay-api.ts'

/**
 * Tells recall what a wallet is. Yen in a wallet can be stopped for as long as they lie there, and may
 * go back to the points they came from: whoever was sent them gave nothing for them. Nothing in Pay
 * moves a wallet by itself, so there is no clock to stop; but whoever finds his balance smaller is
 * told why, unless it is his own case, whose page tells him.
 */
export function payHolder(deps: Pick<PayDeps, 'readMembers' | 'origin' | 'displayName'>): Holder {
  const tell = (mail: PayMailName) => async (ctx: Ctx, holding: Holding) => {
    const memberId = memberOfPayAccount(holding.account)
    const claim = await readClaim(ctx, { caseId: holding.caseId })
    if (memberId === undefined || claim?.ownerId === memberId) return
    const { amount, caseNumber } = holding
    const about = { to: memberId, amount, caseNumber, path: '/' }
    await mailMember(ctx, deps, payMail(mail, about))
  }
  return {
    name: 'pay',
    async describeHolding(_, account) {
      if (memberOfPayAccount(account) === undefined) return undefined
      return { kind: 'balance', role: 'owner', stoppableUntil: null }
    },
    onHeld: tell('wallet_held'),
    onReleased: tell('wallet_released'),
    mayReturn: async () => 'return',
    onReturned: tell('wallet_returned'),
  }
}
