import { inContext, type JobHandlers } from '@modosu/kernel'
import { openAccount } from '@modosu/ledger'
import type { Holder } from '@modosu/recall'
import { type Order, roleOf, type Story } from './story.ts'

/** The record of what sellers were told: asked for with the hold, and stamped once. */
export const NOTICE_TABLE = `
create schema services;
create table services.notice (
  account text not null,
  told_at timestamptz,
  constraint notice_pkey primary key (account)
);
grant usage on schema services to modosu_app;
grant select, insert, update on services.notice to modosu_app`

/**
 * The services of one simulated company: wallets, a market with orders in escrow, sellers. What they
 * know is in the database with the value, so a crash can take nothing from them but what it undoes.
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
    async onHeld(ctx, { account }) {
      if (!story().orders.has(account)) return
      await ctx.tx.query(
        'insert into services.notice (account) values ($1) on conflict (account) do nothing',
        [account],
      )
      await ctx.enqueue({ kind: 'services.tell_seller', data: { account } })
    },
    onReleased: async () => undefined,
    async mayReturn(_, holding) {
      return story().orders.get(holding.account)?.answer ?? 'return'
    },
    onReturned: async () => undefined,
  }
}

/** What the services do later: the mail goes out first, and then its record is stamped, once. */
export function serviceJobs(orderOf: (account: string) => Order | undefined): JobHandlers {
  return {
    'services.tell_seller': {
      async outside(runtime, data) {
        const order = orderOf(String(data.account))
        if (order) order.mails += 1
        await inContext(runtime, async (ctx) => {
          await ctx.tx.query(
            'update services.notice set told_at = coalesce(told_at, $2) where account = $1',
            [data.account, ctx.now],
          )
        })
      },
    },
  }
}
