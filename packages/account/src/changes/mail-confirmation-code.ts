import type { Ctx } from '@modosu/kernel'
import { MAIL_CODE_TTL_MS } from '../limits.ts'
import { codeLetter } from '../mails/letters.ts'
import { mailBoth } from '../mails/write-mail.ts'
import type { AccountDeps } from '../policy.ts'
import { makeMailCode } from '../secrets/codes.ts'
import { digestGuessable } from '../secrets/seal.ts'
import { closeMailCodes, insertMailCode } from '../store/codes.ts'

export interface AddressToConfirm {
  readonly memberId: string
  readonly displayName: string
  readonly email: string
  readonly purpose: 'sign_up' | 'email'
  readonly sessionId?: string
}

/**
 * Mails six digits to an address that is to be confirmed; an earlier pending address ends. Gives
 * the id that the change will have.
 */
export async function mailConfirmationCode(
  ctx: Ctx,
  deps: AccountDeps,
  to: AddressToConfirm,
): Promise<{ changeId: string; expiresAt: Date }> {
  const { displayName, ...address } = to
  const code = makeMailCode(ctx)
  const codeId = ctx.newId('chg')
  const keyId = deps.sealing.currentId
  const expiresAt = new Date(ctx.now.getTime() + MAIL_CODE_TTL_MS)
  const codeDigest = digestGuessable(deps.sealing, { keyId, text: code, boundTo: codeId })
  await closeMailCodes(ctx, to.memberId)
  await insertMailCode(ctx, { ...address, codeId, keyId, codeDigest, expiresAt })
  await mailBoth(ctx, deps, { ...codeLetter(code, expiresAt), to: to.email, displayName })
  return { changeId: codeId, expiresAt }
}
