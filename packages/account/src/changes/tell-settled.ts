import type { Ctx } from '@modosu/kernel'
import { PREVIOUS_TTL_MS } from '../limits.ts'
import type { Bilingual } from '../mails/write-mail.ts'
import { writeTo } from '../mails/write-to.ts'
import type { AccountDeps } from '../policy.ts'
import { listNoticeAddresses } from '../store/addresses.ts'
import { findMember } from '../store/members.ts'
import { isSettled, makeUndo, type UndoSubject } from './tell-change.ts'

/** The link of a notice: pressing it stops the account. */
export interface Undo {
  readonly url: string
  readonly until: Date
}

/**
 * Tells something that the member should look at to every address and phone that has stood for three
 * days, each with a link of its own that stops the account without a sign-in.
 */
export async function tellSettled(
  ctx: Ctx,
  deps: AccountDeps,
  told: { memberId: string; about: UndoSubject; letter: (undo: Undo) => Bilingual },
): Promise<void> {
  if (!deps.policy.undoNotices) return
  const { memberId, about } = told
  const displayName = (await findMember(ctx, memberId))?.displayName ?? ''
  const since = new Date(ctx.now.getTime() - PREVIOUS_TTL_MS)
  for (const address of await listNoticeAddresses(ctx, { memberId, since })) {
    if (!isSettled(ctx, address)) continue
    const { addressId, channel, contact } = address
    const undo = await makeUndo(ctx, deps, { about, memberId, addressId, from: ctx.now })
    await writeTo(ctx, deps, { ...told.letter(undo), channel, contact, displayName })
  }
}
