import type { Ctx } from '@modosu/kernel'
import { signInNotice } from '../mails/notices.ts'
import type { AccountDeps } from '../policy.ts'
import { LONG_ABSENCE_MS } from '../sessions/session-limits.ts'
import { findDeviceUse, findLastSignIn } from '../store/devices.ts'
import { findSignInNotices } from '../store/notice-settings.ts'
import { isNewUse } from './tell-change.ts'
import { tellSettled } from './tell-settled.ts'

/**
 * Tells a sign-in to every settled address and phone, with a link that stops the account (OWASP
 * ASVS 5.0, 6.3.5): by default one that is unusual, from a device that is new to the account, one
 * that looked risky, or the first after a long time. The device of the sign-up is never new.
 */
export async function tellSignIn(
  ctx: Ctx,
  deps: AccountDeps,
  begun: { memberId: string; sessionId: string; deviceId: string; isRisky: boolean },
): Promise<void> {
  if (!deps.policy.undoNotices) return
  const { memberId, sessionId, deviceId } = begun
  const use = await findDeviceUse(ctx, { memberId, deviceId })
  const isNew = use !== undefined && isNewUse(ctx, use)
  const isUnusual = isNew || begun.isRisky || (await isAfterLong(ctx, memberId))
  const wish = await findSignInNotices(ctx, memberId)
  if (wish === 'none' || (wish === 'new_device' && !isUnusual)) return
  const about = { sessionId }
  await tellSettled(ctx, deps, {
    memberId,
    about,
    letter: (undo) => signInNotice({ at: ctx.now, userAgent: use?.userAgent, isNew, undo }),
  })
}

async function isAfterLong(ctx: Ctx, memberId: string): Promise<boolean> {
  const last = await findLastSignIn(ctx, { memberId, before: ctx.now })
  return last !== undefined && ctx.now.getTime() - last.getTime() > LONG_ABSENCE_MS
}
