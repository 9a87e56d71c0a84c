import { z } from '@hono/zod-openapi'
import { type Api, amount, amountOutSchema, amountSchema, endpoint, ok } from '@modosu/kernel'
import type { PayDeps } from '../pay-api.ts'
import { sendMoney } from '../sends/send-money.ts'
import { showReceiveCode } from '../sends/show-receive-code.ts'

const receiveCodeSchema = z
  .string()
  .regex(/^rcv_[0-9a-z]{24}$/, 'must be the code that a receiver shows')
  .openapi({ example: 'rcv_01k8x2m4q6s8v0w2y4z6a8c0' })

/** Sending money from wallet to wallet. */
export function addSends(api: Api, deps: PayDeps): void {
  endpoint(
    api,
    {
      method: 'get',
      path: '/pay/v1/receive-code',
      summary: 'Shows the code by which others send money to the member',
      tag: 'pay',
      auth: 'member',
      response: z.object({ code: receiveCodeSchema }),
      refusals: [],
    },
    async (ctx, { actor }) => ok(await showReceiveCode(ctx, { memberId: actor.memberId })),
  )
  endpoint(
    api,
    {
      method: 'post',
      path: '/pay/v1/sends',
      summary: 'Sends money to the wallet of another member',
      tag: 'pay',
      auth: 'member',
      body: z.object({ to: receiveCodeSchema, amount: amountSchema }),
      response: z.object({
        sendId: z.string(),
        amount: amountOutSchema,
        balance: amountOutSchema,
      }),
      refusals: [
        'pay/unknown_receiver',
        'pay/own_wallet',
        'pay/spending_shut',
        'pay/leaving_delayed',
        'pay/insufficient',
        'pay/send_limit',
      ],
      idempotent: true,
      status: 201,
    },
    async (ctx, { actor, body }) => {
      const sent = await sendMoney(ctx, deps, {
        to: body.to,
        amount: amount(BigInt(body.amount)),
        actor,
      })
      if (!sent.ok) return sent
      const { sendId, amount: done, balance } = sent.value
      return ok({ sendId, amount: String(done), balance: String(balance) })
    },
  )
}
