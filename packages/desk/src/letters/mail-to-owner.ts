import { mailOwner, readDisplayName } from '@modosu/account'
import { assert, type Ctx } from '@modosu/kernel'
import type { DeskDeps } from '../desk-deps.ts'
import type { CaseFile } from '../store/case-files.ts'
import type { OwnerMail } from './case-mails.ts'

/**
 * Mails the owner of a case of our own, in both languages, Japanese first. The account knows where
 * to: never to an address that was set during the takeover. Gives back what was sent.
 */
export async function mailToOwner(
  ctx: Ctx,
  desk: DeskDeps,
  file: Pick<CaseFile, 'caseId' | 'ownerId'>,
  mail: OwnerMail,
): Promise<{ subject: string; text: string }> {
  const { ja, en } = desk.displayName
  const owner = file.ownerId && (await readDisplayName(ctx, file.ownerId))
  assert(owner, 'a case of our own has an owner with a name')
  const subject = `【${ja}】${mail.subject.ja} / [${en}] ${mail.subject.en}`
  const text = [
    `${owner} 様`,
    '',
    ...mail.ja,
    '',
    `${ja} 事務局`,
    '',
    '----',
    '',
    `Dear ${owner},`,
    '',
    ...mail.en,
    '',
    `${en} desk`,
    '',
  ].join('\n')
  const isSent = await mailOwner(ctx, { caseId: file.caseId, subject, text })
  assert(isSent, 'the account knows every case that the desk has of its own')
  return { subject, text }
}
