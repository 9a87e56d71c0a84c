import { openAccount } from '@modosu/ledger'
import type { Holder } from '@modosu/recall'
import { roleOf, type Story } from './story.ts'

/**
 * The services of one simulated company: wallets, a market with orders in escrow, sellers. They keep
 * nothing of their own, so a crash can take nothing from them but what the database undoes.
 */
export function servicesOf(company: string, story: () => Story): Holder {
  return {
    name: 'services',
    async accountForPayment(ctx, payment) {
      const to = story().destinations.get(payment.reference)
      if (to === undefined || to.company !== company || to.kind === 'refused') return undefined
      if (to.kind === 'escrow') {
        await openAccount(ctx, { code: to.account, unit: payment.unit, kind: 'escrow' })
      }
      return to.account
    },
    async describeHolding(_, account) {
      const role = roleOf(story(), account)
      return role && { kind: role === 'escrow' ? 'order' : 'balance', role, stoppableUntil: null }
    },
    onHeld: async () => undefined,
    onReleased: async () => undefined,
    async mayReturn(_, holding) {
      return story().orders.get(holding.account)?.answer ?? 'return'
    },
    onReturned: async () => undefined,
  }
}
