import { z } from '@hono/zod-openapi'
import {
  type Api,
  amount,
  amountOutSchema,
  amountSchema,
  endpoint,
  instantSchema,
  ok,
} from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { askPayout } from '../ask-payout.ts'
import type { PayoutDeps } from '../deps.ts'
import type { Payout } from '../payout.ts'
import { stopPayout } from '../stop-payout.ts'
import { listPayouts } from '../store/payout.ts'
import { payoutIdSchema, payoutOut, stateSchema } from './schemas.ts'

export const PAYOUTS_MAX = 100
const PATH = '/payout/v1/payouts'
const tag = 'payout'

/** Paying out to the own bank account, for members. */
export function addPayouts(api: Api, deps: PayoutDeps): void {
  addAsking(api, deps)
  endpoint(
    api,
    {
      method: 'get',
      path: PATH,
      summary: 'Shows what can be paid out, and the payouts of the member, newest first',
      tag,
      auth: 'member',
      response: z.object({ payable: amountOutSchema, payouts: z.array(payoutOut) }),
      refusals: [],
    },
    async (ctx, { actor: { memberId } }) => {
      const { total } = await readBalance(ctx, deps.accountOf(memberId))
      const payouts = await listPayouts(ctx, { memberId, limit: PAYOUTS_MAX })
      return ok({ payable: String(total), payouts: payouts.map(payoutToJson) })
    },
  )
  endpoint(
    api,
    {
      method: 'delete',
      path: `${PATH}/{payoutId}`,
      summary: 'Stops a payout: at once while it waits here, by asking the bank afterwards',
      tag,
      auth: 'member',
      params: z.object({ payoutId: payoutIdSchema }),
      response: z.object({ payoutId: z.string(), state: stateSchema }),
      refusals: ['payout/unknown_payout', 'payout/too_late'],
    },
    (ctx, { actor, params }) => stopPayout(ctx, deps, { ...params, memberId: actor.memberId }),
  )
}

function addAsking(api: Api, deps: PayoutDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: PATH,
      summary: 'Asks for money to be paid out to the bank account of the member',
      tag,
      auth: 'member',
      body: z.object({ amount: amountSchema }),
      response: z.object({
        payoutId: z.string(),
        amount: amountOutSchema,
        fee: amountOutSchema,
        sendsAt: instantSchema,
        /** Why it waits longer than others; empty when it does not. */
        delayedBy: z.array(z.object({ ja: z.string(), en: z.string() })),
      }),
      refusals: [
        'payout/too_large',
        'payout/shut',
        'payout/limited',
        'payout/no_bank_account',
        'payout/name_unproved',
        'payout/other_name',
        'payout/too_small',
        'payout/insufficient',
      ],
      idempotent: true,
      status: 201,
    },
    async (ctx, { actor, body }) => {
      const asked = await askPayout(ctx, deps, { actor, amount: amount(BigInt(body.amount)) })
      if (!asked.ok) return asked
      const { payoutId, fee, sendsAt, delayedBy } = asked.value
      return ok({
        payoutId,
        amount: body.amount,
        fee: String(fee),
        sendsAt: sendsAt.toISOString(),
        delayedBy,
      })
    },
  )
}

export function payoutToJson(payout: Payout): z.infer<typeof payoutOut> {
  return {
    payoutId: payout.payoutId,
    amount: String(payout.amount),
    fee: String(payout.fee),
    state: payout.state,
    askedAt: payout.askedAt.toISOString(),
    sendsAt: payout.sendsAt.toISOString(),
    settlesAt: payout.settlesAt?.toISOString() ?? null,
    endedAt: payout.endedAt?.toISOString() ?? null,
    reason: payout.reason ?? null,
  }
}
