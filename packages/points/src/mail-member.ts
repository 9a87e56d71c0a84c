import { type Amount, type Ctx, sendMail } from '@modosu/kernel'
import { type PointsMailName, pointsMails } from './mails.ts'
import type { PointsDeps } from './points-api.ts'

export interface PointsMail {
  /** The member who gets it. */
  readonly to: string
  readonly mail: PointsMailName
  readonly amount: Amount
  /** The page it leads to, below the company's origin. */
  readonly path: string
  readonly caseNumber?: string
  readonly at?: Date
}

/** Mails a member in both languages. A member who is not there any more is skipped, and logged. */
export async function mailMember(
  ctx: Ctx,
  deps: Pick<PointsDeps, 'readMembers' | 'origin' | 'displayName'>,
  mail: PointsMail,
): Promise<void> {
  const [member] = await deps.readMembers(ctx, [mail.to])
  if (!member) {
    ctx.log.warn({ memberId: mail.to, mail: mail.mail }, 'no such member to mail')
    return
  }
  const { subject, text } = pointsMails[mail.mail]({
    ...mail,
    name: member.displayName,
    company: deps.displayName,
    link: deps.origin + mail.path,
  })
  await sendMail(ctx, { to: member.email, subject, text })
}
