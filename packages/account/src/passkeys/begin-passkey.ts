import { type Ctx, ok, refuse } from '@modosu/kernel'
import { checkCurrentPassword, type Guarded } from '../changes/check-current-password.ts'
import { mayEnrol } from '../changes/may-enrol.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { listPasskeys } from '../store/passkeys.ts'
import { askToMake } from './ceremony.ts'
import { giveChallenge } from './challenges.ts'
import { partyOf } from './party-of.ts'
import { PASSKEYS_MAX } from './passkey-limits.ts'

type MakeOptions = Awaited<ReturnType<typeof askToMake>>

/**
 * Begins to add a passkey: what the browser is to be asked. The answer goes to `addPasskey` within
 * five minutes, in this session.
 *
 * Refuses, in order: `account/enrolment_waits`, `account/too_many_tries`, `account/password_wrong`,
 * `account/passkeys_full`. A wrong password counts.
 */
export async function beginPasskey(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded,
): Promise<Outcome<{ options: MakeOptions }>> {
  const { memberId, sessionId } = input.actor
  const allowed = await mayEnrol(ctx, { sessionId, field: 'passkey' })
  if (!allowed.ok) return allowed
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const own = await listPasskeys(ctx, memberId)
  if (own.length >= PASSKEYS_MAX) return refuse({ code: 'account/passkeys_full' })
  const challenge = await giveChallenge(ctx, { purpose: 'add', memberId, sessionId })
  const { loginId, displayName } = checked.value
  const options = await askToMake(partyOf(deps), {
    challenge,
    user: { id: memberId, name: loginId, displayName },
    exclude: own.map((passkey) => passkey.credentialId),
  })
  return ok({ options })
}
