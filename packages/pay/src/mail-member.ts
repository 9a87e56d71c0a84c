import { type Amount, type Ctx, sendMail } from '@modosu/kernel'
import { type PayMailName, payMails } from './mails.ts'
import type { PayDeps } from './pay-api.ts'

export interface PayMail {
  /** The member who gets it. */
  readonly to: string
  readonly mail: PayMailName
  readonly amount: Amount
  /** The page it leads to, below the company's origin. */
  readonly path: string
  readonly caseNumber?: string
}

/** Mails a member in both languages. A member who is not there any more is skipped, and logged. */
export async function mailMember(
  ctx: Ctx,
  deps: Pick<PayDeps, 'readMembers' | 'origin' | 'displayName'>,
  mail: PayMail,
): Promise<void> {
  const [member] = await deps.readMembers(ctx, [mail.to])
  if (!member) {
    ctx.log.warn({ memberId: mail.to, mail: mail.mail }, 'no such member to mail')
    return
  }
  const { subject, text } = payMails[mail.mail]({
    ...mail,
    name: member.displayName,
    company: deps.displayName,
    link: deps.origin + mail.path,
  })
  await sendMail(ctx, { to: member.email, subject, text })
}
