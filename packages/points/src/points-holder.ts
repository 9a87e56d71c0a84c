import { type Ctx, mailMember } from '@modosu/kernel'
import { type Holder, type Holding, readClaim } from '@modosu/recall'
import { accountForExchange, creditExchange } from './exchange/credit-exchange.ts'
import { exchangeOfAccount, putBack } from './exchange/exchange-account.ts'
import { type PointsMailName, pointsMail } from './mails.ts'
import { memberOfPointsAccount } from './points-account.ts'
import type { PointsDeps } from './points-api.ts'
import { endExchange, lockExchange } from './store/exchange.ts'

/**
 * Tells recall what points are. In a member's account they can be stopped for as long as they lie
 * there; on their way to a partner, until they are sent. Both may always go back to their lots:
 * nobody has given anything for them. Points move by themselves only when they expire, and the ledger
 * lets no clock run on what was carved out.
 *
 * An exchange of which a part is held is stopped for good: what nobody claims goes back at once.
 */
export function pointsHolder(
  deps: Pick<PointsDeps, 'readMembers' | 'origin' | 'displayName'>,
): Holder {
  /** Whoever finds fewer points than he had is told why, unless it is his own case. */
  async function tell(ctx: Ctx, holding: Holding, mail: PointsMailName): Promise<void> {
    const memberId = memberOfPointsAccount(holding.account)
    const claim = await readClaim(ctx, { caseId: holding.caseId })
    if (memberId === undefined || claim?.ownerId === memberId) return
    const { amount, caseNumber } = holding
    const about = { to: memberId, amount, caseNumber, path: '/' }
    await mailMember(ctx, deps, pointsMail(mail, about))
  }
  return {
    name: 'points',
    accountForPayment: accountForExchange,
    onPayment: creditExchange,
    describeHolding,
    async onHeld(ctx, holding) {
      await stopExchangeOf(ctx, holding)
      await tell(ctx, holding, 'points_held')
    },
    async onReleased(ctx, holding) {
      await stopExchangeOf(ctx, holding)
      await tell(ctx, holding, 'points_released')
    },
    mayReturn: async () => 'return',
    onReturned: (ctx, holding) => tell(ctx, holding, 'points_returned'),
  }
}

async function describeHolding(ctx: Ctx, account: string) {
  if (memberOfPointsAccount(account) !== undefined) {
    return { kind: 'balance', role: 'owner', stoppableUntil: null } as const
  }
  const exchangeId = exchangeOfAccount(account)
  // Locked before value is carved, so that holding and sending take their locks in one order.
  const exchange = exchangeId === undefined ? undefined : await lockExchange(ctx, exchangeId)
  if (!exchange) return undefined
  const stoppableUntil = exchange.state === 'processing' ? exchange.sendsAt : null
  return { kind: 'points_exchange', role: 'escrow', stoppableUntil } as const
}

async function stopExchangeOf(ctx: Ctx, { account }: Holding): Promise<void> {
  const exchangeId = exchangeOfAccount(account)
  const exchange = exchangeId === undefined ? undefined : await lockExchange(ctx, exchangeId)
  if (!exchange) return
  if (exchange.state === 'processing') {
    await endExchange(ctx, exchange.exchangeId, { state: 'stopped' })
  }
  await putBack(ctx, exchange, 'held')
}
