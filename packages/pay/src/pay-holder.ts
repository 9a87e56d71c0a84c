import { type Ctx, mailMember } from '@modosu/kernel'
import { type Holder, type Holding, readClaim } from '@modosu/recall'
import { paymentOfAccount, putBackWaiting } from './captures/authorised-account.ts'
import { sweepReleased } from './captures/put-refund-back.ts'
import { voidLocked } from './captures/void-payment.ts'
import { depositAccountFor } from './deposits/receive-deposit.ts'
import { type PayMailName, payMail } from './mails.ts'
import type { PayDeps } from './pay-api.ts'
import type { PaymentRequest } from './payment-request.ts'
import { lockPaymentRequest } from './store/payment.ts'
import { walletOfAccount } from './wallet-kinds.ts'

/**
 * Tells recall what Pay holds. Money in a wallet can be stopped for as long as it lies there, and may
 * go back to where it came from: whoever was sent it gave nothing for it. Money that waits for a
 * merchant's capture is stopped for good when a part of it is held, and the rest goes back to the
 * payer. Whoever finds his balance smaller is told why, unless it is his own case, whose page tells him.
 */
export function payHolder(deps: Pick<PayDeps, 'readMembers' | 'origin' | 'displayName'>): Holder {
  const tell = async (ctx: Ctx, holding: Holding, mail: PayMailName) => {
    const wallet = walletOfAccount(holding.account)
    const claim = await readClaim(ctx, { caseId: holding.caseId })
    if (!wallet || claim?.ownerId === wallet.memberId) return
    const { amount, caseNumber } = holding
    const about = { to: wallet.memberId, amount, caseNumber, path: '/' }
    await mailMember(ctx, deps, payMail(mail, about))
  }
  return {
    name: 'pay',
    accountForPayment: depositAccountFor,
    async describeHolding(ctx, account) {
      if (walletOfAccount(account)) return { kind: 'balance', role: 'owner', stoppableUntil: null }
      // Locked before value is carved, so that holding and capturing take their locks in one order.
      const payment = await paymentAt(ctx, account)
      if (!payment) return undefined
      const stoppableUntil = payment.capturesAt ?? payment.authorisedUntil ?? null
      return { kind: 'payment_authorised', role: 'escrow', stoppableUntil }
    },
    async onHeld(ctx, holding) {
      const payment = await paymentAt(ctx, holding.account)
      if (payment) await voidLocked(ctx, payment)
      else await tell(ctx, holding, 'wallet_held')
    },
    async onReleased(ctx, holding) {
      const payment = await paymentAt(ctx, holding.account)
      if (!payment) return await tell(ctx, holding, 'wallet_released')
      await putBackWaiting(ctx, payment.paymentRequestId)
      await sweepReleased(ctx, payment.paymentRequestId)
    },
    mayReturn: async () => 'return',
    onReturned: (ctx, holding) => tell(ctx, holding, 'wallet_returned'),
  }
}

async function paymentAt(ctx: Ctx, account: string): Promise<PaymentRequest | undefined> {
  const paymentRequestId = paymentOfAccount(account)
  return paymentRequestId === undefined
    ? undefined
    : await lockPaymentRequest(ctx, paymentRequestId)
}
