import type { Ctx } from '@modosu/kernel'
import { sendMail } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import { writeHtml } from './write-html.ts'

/** One text in both languages; lines are paragraphs. */
export interface Bilingual {
  readonly subject: { readonly ja: string; readonly en: string }
  readonly ja: readonly string[]
  readonly en: readonly string[]
  /** What a text message says instead; the subject when absent. */
  readonly brief?: { readonly ja: string; readonly en: string }
  /** The link that a text message ends with. */
  readonly link?: string
}

/**
 * Mails a text in one mail, the Japanese part first, with the company's name and how to stop: as
 * plain text, and the same words as HTML.
 */
export function mailBoth(
  ctx: Ctx,
  deps: AccountDeps,
  mail: Bilingual & { readonly to: string; readonly displayName: string },
): Promise<void> {
  const { ja, en } = deps.displayName
  const stop = `${deps.origin}/stop`
  const footer = deps.policy.emergencyStop
    ? {
        ja: [`身に覚えのない利用に気づいたら、ログインせずに止められます: ${stop}`],
        en: [`Something you did not do? Stop it without signing in: ${stop}`],
      }
    : { ja: [], en: [] }
  const parts = {
    ja: [
      `${mail.displayName} 様`,
      ...mail.ja,
      ...footer.ja,
      `${ja}がメールでパスワードをお尋ねすることはありません。`,
    ],
    en: [
      `Dear ${mail.displayName},`,
      ...mail.en,
      ...footer.en,
      `${en} never asks for a password by e-mail.`,
    ],
  }
  return sendMail(ctx, {
    to: mail.to,
    subject: `【${ja}】${mail.subject.ja} / [${en}] ${mail.subject.en}`,
    text: `${[...parts.ja, '――――――――', ...parts.en].join('\n\n')}\n`,
    html: writeHtml(parts),
  })
}
