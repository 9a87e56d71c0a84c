import { type Amount, type Ctx, mailMember, writeYen } from '@modosu/kernel'
import type { PayoutDeps } from './deps.ts'
import { type PayoutMailName, payoutMails } from './mails.ts'

/** Tells a member about his payout. */
export async function mailPayee(
  ctx: Ctx,
  deps: PayoutDeps,
  mail: {
    readonly to: string
    readonly mail: PayoutMailName
    readonly amount: Amount
    readonly path: string
    readonly at?: Date
  },
): Promise<void> {
  const words = payoutMails[mail.mail]({ at: mail.at ?? ctx.now })
  const { to, path } = mail
  await mailMember(ctx, deps, { to, path, size: writeYen(mail.amount), ...words })
}
