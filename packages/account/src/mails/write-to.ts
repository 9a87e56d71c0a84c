import { type Ctx, sendText } from '@modosu/kernel'
import type { Channel } from '../changes/change.ts'
import type { AccountDeps } from '../policy.ts'
import { type Bilingual, mailBoth } from './write-mail.ts'

/** Writes to a contact as its channel wants it: a mail, or a short text message. */
export function writeTo(
  ctx: Ctx,
  deps: AccountDeps,
  letter: Bilingual & { channel: Channel; contact: string; displayName: string },
): Promise<void> {
  const { channel, contact, displayName, ...mail } = letter
  if (channel !== 'phone') return mailBoth(ctx, deps, { ...mail, to: contact, displayName })
  const brief = mail.brief ?? mail.subject
  const { ja, en } = deps.displayName
  return sendText(ctx, {
    to: contact,
    text: `【${ja}】${brief.ja}\n[${en}] ${brief.en}${mail.link === undefined ? '' : `\n${mail.link}`}`,
  })
}
