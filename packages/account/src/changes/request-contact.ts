import { type Ctx, ok, refuse, takeTry } from '@modosu/kernel'
import { contactTries } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { findPresentAddress } from '../store/addresses.ts'
import type { Channel } from './change.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { contactKey } from './contacts.ts'
import { mayEnrol } from './may-enrol.ts'
import { sendCode } from './send-code.ts'

/**
 * Asks for another address, second address or phone: sends a code to it. Nothing changes until the
 * code comes back in the same session. A contact that is somebody else's gets its code all the
 * same, so that this answer does not tell who is a member.
 *
 * Refuses, in order: `account/unavailable` (a phone where no text messages are sent),
 * `account/too_many_tries`, `account/password_wrong`, `account/enrolment_waits`,
 * `account/nothing_changes`. A wrong password counts.
 */
export async function requestContact(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded & { channel: Channel; contact: string },
): Promise<Outcome<{ changeId: string; expiresAt: Date }>> {
  const { channel, contact, actor } = input
  if (channel === 'phone' && !deps.sendsTexts) return refuse({ code: 'account/unavailable' })
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const enrols = await mayEnrol(ctx, { sessionId: actor.sessionId, field: channel })
  if (!enrols.ok) return enrols
  const present = await findPresentAddress(ctx, { memberId, channel })
  if (present?.contactKey === contactKey(channel, contact)) {
    return refuse({ code: 'account/nothing_changes' })
  }
  if (!(await takeTry(ctx, { key: `account.${channel} ${memberId}`, ...contactTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  const { sessionId } = actor
  return ok(
    await sendCode(ctx, deps, { memberId, displayName, contact, purpose: channel, sessionId }),
  )
}
