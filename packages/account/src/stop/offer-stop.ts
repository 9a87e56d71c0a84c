import type { Ctx } from '@modosu/kernel'
import { tellSettled, type Undo } from '../changes/tell-settled.ts'
import { disownedNotice } from '../mails/notices.ts'
import type { AccountDeps } from '../policy.ts'
import { findStandingStop } from '../store/stops.ts'

/**
 * A member said of an entry of his history that it was not him: every contact of his that has stood
 * for three days gets a link that stops the account and says whose sign-in it was not. He may have
 * pressed it by mistake, so nothing stops by itself.
 */
export async function offerStop(
  ctx: Ctx,
  deps: AccountDeps,
  disowned: { memberId: string; sessionId: string | null },
): Promise<void> {
  const { memberId, sessionId } = disowned
  if (await findStandingStop(ctx, memberId)) return
  const about = sessionId === null ? {} : { sessionId }
  const letter = (undo: Undo) => disownedNotice({ at: ctx.now, undo })
  await tellSettled(ctx, deps, { memberId, about, letter })
}
