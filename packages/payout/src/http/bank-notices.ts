import { type Api, webhookEndpoint } from '@modosu/kernel'
import { bankAnswerSchema } from '../bank/ask-bank.ts'
import type { PayoutDeps } from '../deps.ts'
import { takeBankNotice } from '../take-bank-notice.ts'

/** What the bank tells us by itself, signed. */
export function addBankNotices(api: Api, deps: PayoutDeps): void {
  webhookEndpoint(
    api,
    {
      path: '/payout/v1/bank-notices',
      summary: 'The bank tells how a payout has ended',
      secrets: [deps.bank.webhookSecret],
      message: bankAnswerSchema,
    },
    (ctx, { webhookId, message }) =>
      takeBankNotice(ctx, deps, { noticeId: webhookId, said: message }),
  )
}
