import { timingSafeEqual } from 'node:crypto'
import { type Ctx, ok, refuse } from '@modosu/kernel'
import { MAIL_CODE_TRIES_MAX } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { digestGuessable } from '../secrets/seal.ts'
import { type ContactCodeRow, countCodeTry } from '../store/codes.ts'

/**
 * Compares a typed code with the one that was sent; a wrong one counts, so the caller must commit.
 *
 * Refuses, in order: `account/unknown_change` (none, or done), `account/code_expired`,
 * `account/code_locked`, `account/code_wrong` with the tries that are left.
 */
export async function checkContactCode(
  ctx: Ctx,
  deps: AccountDeps,
  check: { found: ContactCodeRow | undefined; code: string },
): Promise<Outcome<ContactCodeRow>> {
  const { found } = check
  if (!found || found.closedAt !== null) return refuse({ code: 'account/unknown_change' })
  if (found.expiresAt <= ctx.now) return refuse({ code: 'account/code_expired' })
  if (found.tries >= MAIL_CODE_TRIES_MAX) return refuse({ code: 'account/code_locked' })
  const { keyId, codeId } = found
  const typed = digestGuessable(deps.sealing, { keyId, text: check.code, boundTo: codeId })
  if (timingSafeEqual(typed, found.codeDigest)) return ok(found)
  await countCodeTry(ctx, codeId)
  const triesLeft = MAIL_CODE_TRIES_MAX - found.tries - 1
  return refuse({ code: 'account/code_wrong', triesLeft })
}
