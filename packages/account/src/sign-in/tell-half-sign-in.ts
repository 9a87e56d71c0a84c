import { type Ctx, takeTry } from '@modosu/kernel'
import { tellSettled, type Undo } from '../changes/tell-settled.ts'
import { DAY_MS } from '../limits.ts'
import { halfSignInNotice } from '../mails/notices.ts'
import type { AccountDeps } from '../policy.ts'
import { findUnfinished } from '../store/half-sign-ins.ts'

const once = { triesMax: 1, windowMs: DAY_MS }

/**
 * Tells a member, once a day, that somebody typed his right password and could not go on (OWASP ASVS
 * 5.0, 6.3.5). Run when the half sign-in has run out; one that was finished is nothing to tell.
 */
export async function tellHalfSignIn(
  ctx: Ctx,
  deps: AccountDeps,
  input: { half: string },
): Promise<void> {
  const unfinished = await findUnfinished(ctx, Buffer.from(input.half, 'base64url'))
  if (!unfinished) return
  const { memberId, madeAt } = unfinished
  if (!(await takeTry(ctx, { key: `account.half_told ${memberId}`, ...once }))) return
  const letter = (undo: Undo) => halfSignInNotice({ at: madeAt, undo })
  await tellSettled(ctx, deps, { memberId, about: {}, letter })
}
