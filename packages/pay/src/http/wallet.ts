import { z } from '@hono/zod-openapi'
import { type Api, amount, amountOutSchema, amountSchema, endpoint, ok } from '@modosu/kernel'
import { convertPoints } from '../convert-points.ts'
import type { PayDeps } from '../pay-api.ts'
import { readWallet } from '../read-wallet.ts'
import { lotOut } from './schemas.ts'

/** Turning points into Pay, and looking into the wallet. */
export function addWallet(api: Api, deps: PayDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: '/pay/v1/conversions',
      summary: 'Turns points into Pay, one to one, soonest expiry first',
      tag: 'pay',
      auth: 'member',
      body: z.object({ amount: amountSchema }),
      response: z.object({
        conversionId: z.string(),
        amount: amountOutSchema,
        pointsLeft: amountOutSchema,
        balance: amountOutSchema,
      }),
      refusals: ['pay/spending_shut', 'pay/insufficient', 'pay/points_limit'],
      idempotent: true,
      status: 201,
    },
    async (ctx, { actor, body }) => {
      const converted = await convertPoints(ctx, deps, {
        actor,
        amount: amount(BigInt(body.amount)),
      })
      if (!converted.ok) return converted
      const { conversionId, amount: done, pointsLeft, balance } = converted.value
      return ok({
        conversionId,
        amount: String(done),
        pointsLeft: String(pointsLeft),
        balance: String(balance),
      })
    },
  )
  endpoint(
    api,
    {
      method: 'get',
      path: '/pay/v1/wallet',
      summary: 'Shows what is in the wallet, by expiry, soonest first',
      tag: 'pay',
      auth: 'member',
      response: z.object({ balance: amountOutSchema, lots: z.array(lotOut) }),
      refusals: [],
    },
    async (ctx, { actor }) => {
      const wallet = await readWallet(ctx, { memberId: actor.memberId })
      return ok({
        balance: String(wallet.balance),
        lots: wallet.lots.map((lot) => ({
          kind: lot.kind,
          amount: String(lot.amount),
          expiresAt: lot.expiresAt?.toISOString() ?? null,
        })),
      })
    },
  )
}
