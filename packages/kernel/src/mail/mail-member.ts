import type { Ctx } from '../context.ts'
import type { Words } from '../jst.ts'
import { sendMail } from './mail.ts'

/** The words of a mail: its subject and its lines, in both languages. */
export interface MailWords {
  readonly subject: readonly [ja: string, en: string]
  readonly ja: readonly string[]
  readonly en: readonly string[]
}

export interface MemberMail extends MailWords {
  /** The member who gets it. */
  readonly to: string
  /** How much it is about: the first line. */
  readonly size: Words
  /** The page it leads to, below the company's origin. */
  readonly path: string
}

/** Who writes, and how to find whom he writes to. */
export interface MemberMailDeps {
  /** Where members reach this company's pages, without a trailing slash. */
  readonly origin: string
  readonly displayName: Words
  /** The members that exist of those asked for; the account room knows them. */
  readMembers(
    ctx: Ctx,
    memberIds: readonly string[],
  ): Promise<
    readonly { readonly memberId: string; readonly email: string; readonly displayName: string }[]
  >
}

/**
 * Mails a member about value of his, Japanese first, then English, plain text. A member who is not
 * there any more is skipped, and logged.
 */
export async function mailMember(ctx: Ctx, deps: MemberMailDeps, mail: MemberMail): Promise<void> {
  const [member] = await deps.readMembers(ctx, [mail.to])
  const [subjectJa, subjectEn] = mail.subject
  if (!member) {
    ctx.log.warn({ memberId: mail.to, mail: subjectEn }, 'no such member to mail')
    return
  }
  const { size } = mail
  const { displayName: company } = deps
  const link = deps.origin + mail.path
  const ja = [`${member.displayName} 様`, '', size.ja, ...mail.ja, '', link, company.ja]
  const en = [`Dear ${member.displayName},`, '', size.en, ...mail.en, '', link, company.en]
  await sendMail(ctx, {
    to: member.email,
    subject: `【${company.ja}】${subjectJa} / ${subjectEn}`,
    text: [...ja, '', '----', '', ...en].join('\n'),
  })
}

/** `5,000円` and `¥5,000`. */
export function writeYen(amount: bigint): Words {
  const digits = amount.toLocaleString('ja-JP')
  return { ja: `${digits}円`, en: `¥${digits}` }
}

/** `5,000 ポイント` and `5,000 points`. */
export function writePoints(amount: bigint): Words {
  const digits = amount.toLocaleString('ja-JP')
  return { ja: `${digits} ポイント`, en: `${digits} points` }
}
