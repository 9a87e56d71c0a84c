import { type Ctx, sendMail } from '@modosu/kernel'
import type { MarketDeps } from './deps.ts'
import { type MailFacts, type MailKey, marketMails } from './mails.ts'

export interface MarketMail extends Omit<MailFacts, 'name' | 'link' | 'market'> {
  /** The member who gets it. */
  readonly to: string
  readonly mail: MailKey
  /** The page it leads to, below the market's origin. */
  readonly path: string
}

/** Mails a member in both languages. A member who is not there any more is skipped, and logged. */
export async function mailMember(ctx: Ctx, deps: MarketDeps, mail: MarketMail): Promise<void> {
  const [member] = await deps.readMembers(ctx, [mail.to])
  if (!member) {
    ctx.log.warn({ memberId: mail.to, mail: mail.mail }, 'no such member to mail')
    return
  }
  const { subject, text } = marketMails[mail.mail]({
    ...mail,
    name: member.displayName,
    link: deps.origin + mail.path,
    market: deps.displayName,
  })
  await sendMail(ctx, { to: member.email, subject, text })
}
