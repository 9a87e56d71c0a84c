import type { Ctx } from '@modosu/kernel'
import { MAIL_CODE_TTL_MS, TEXT_CODE_TTL_MS } from '../limits.ts'
import { codeLetter } from '../mails/letters.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { makeMailCode } from '../secrets/codes.ts'
import { digestGuessable } from '../secrets/seal.ts'
import { type CodePurpose, closeContactCodes, insertContactCode } from '../store/codes.ts'

export interface ContactToConfirm {
  readonly memberId: string
  readonly displayName: string
  readonly contact: string
  readonly purpose: CodePurpose
  readonly sessionId?: string
}

/**
 * Sends six digits to a contact that is to be confirmed; an earlier pending one of the same purpose
 * ends. By mail they live 24 hours, by text message 10 minutes (NIST SP 800-63B-4 section 4.2.2).
 * Gives the id that the change will have.
 */
export async function sendCode(
  ctx: Ctx,
  deps: AccountDeps,
  to: ContactToConfirm,
): Promise<{ changeId: string; expiresAt: Date }> {
  const { memberId, displayName, purpose, contact } = to
  const code = makeMailCode(ctx)
  const codeId = ctx.newId('chg')
  const keyId = deps.sealing.currentId
  const channel = purpose === 'sign_up' ? 'email' : purpose
  const ttlMs = channel === 'phone' ? TEXT_CODE_TTL_MS : MAIL_CODE_TTL_MS
  const expiresAt = new Date(ctx.now.getTime() + ttlMs)
  const codeDigest = digestGuessable(deps.sealing, { keyId, text: code, boundTo: codeId })
  await closeContactCodes(ctx, { memberId, purpose })
  const { sessionId } = to
  await insertContactCode(ctx, {
    codeId,
    memberId,
    purpose,
    contact,
    keyId,
    codeDigest,
    expiresAt,
    ...(sessionId === undefined ? {} : { sessionId }),
  })
  await writeTo(ctx, deps, { ...codeLetter(code, expiresAt), channel, contact, displayName })
  return { changeId: codeId, expiresAt }
}
