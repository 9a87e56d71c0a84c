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
import { askCharge } from '../charges/ask-charge.ts'
import type { PayDeps } from '../pay-api.ts'
import { listCharges } from '../store/charge.ts'

const PATH = '/pay/v1/charges'
const CHARGES_MAX = 100

/** Charging the wallet from the own bank account. */
export function addCharges(api: Api, deps: PayDeps): void {
  endpoint(
    api,
    {
      method: 'post',
      path: PATH,
      summary: 'Takes money out of the bank account of the member into the wallet',
      tag: 'pay',
      auth: 'member',
      body: z.object({ amount: amountSchema }),
      response: z.object({ chargeId: z.string() }),
      refusals: [
        'pay/charging_unknown',
        'pay/spending_shut',
        'pay/no_bank_account',
        'pay/charge_size',
        'pay/charge_limit',
      ],
      idempotent: true,
      status: 202,
    },
    (ctx, { actor, body }) => askCharge(ctx, deps, { actor, amount: amount(BigInt(body.amount)) }),
  )
  endpoint(
    api,
    {
      method: 'get',
      path: PATH,
      summary: 'Shows the charges of the member, newest first',
      tag: 'pay',
      auth: 'member',
      response: z.object({
        charges: z.array(
          z.object({
            chargeId: z.string(),
            amount: amountOutSchema,
            askedAt: instantSchema,
            state: z.enum(['asked', 'charged', 'refused']),
            reason: z.string().nullable(),
          }),
        ),
      }),
      refusals: [],
    },
    async (ctx, { actor: { memberId } }) => {
      const charges = await listCharges(ctx, { memberId, limit: CHARGES_MAX })
      return ok({
        charges: charges.map(({ chargeId, amount: size, askedAt, state, reason }) => ({
          chargeId,
          amount: String(size),
          askedAt: askedAt.toISOString(),
          state,
          reason,
        })),
      })
    },
  )
}
