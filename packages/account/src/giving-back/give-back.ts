import { assert, type Ctx, ok } from '@modosu/kernel'
import type { ConfirmedMember } from '../changes/check-current-password.ts'
import { makeNewRecoveryCode } from '../changes/replace-recovery-codes.ts'
import { sendCode } from '../changes/send-code.ts'
import { loadInterval } from '../interval/load-interval.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { checkRecoveryToken, type Verified } from '../recovery/check-recovery-token.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { Browser } from '../sessions/recognise-device.ts'
import { hashPassword } from '../sign-in/passwords.ts'
import { findMember, lockMember } from '../store/members.ts'
import { checkWishes, type Wishes } from './check-wishes.ts'
import { closeTakeover } from './close-takeover.ts'
import { decide, type Words } from './decide.ts'
import { planGiveBack } from './plan-give-back.ts'
import { restoreChanges } from './restore-changes.ts'

export interface GiveBack extends Verified, Wishes, Words {
  readonly browser: Browser
}

export interface GivenBack {
  readonly memberId: string
  readonly session: BegunSession
  readonly recoveryCode: string
  /** The pending change to the new address, when one was wished. */
  readonly emailChangeId?: string
}

/**
 * Gives the account back to its verified owner as if only he had acted: every change that was not
 * his is put back to the value before the first of them, what was planted is gone, his own changes
 * stay. Sets the new password, lifts the stop, signs him in on the device he uses now.
 *
 * Refuses, in order, after {@link checkRecoveryToken}: `account/unknown_change` (an id that is not
 * in the review), `account/password_weak`, `account/password_known` (it stood here before or
 * during the takeover), `account/login_id_taken`, `account/address_taken`. Not idempotent: a second
 * call is refused with `account/already_given_back`, and the new password works.
 */
export async function giveBack(
  ctx: Ctx,
  deps: AccountDeps,
  input: GiveBack,
): Promise<Outcome<GivenBack>> {
  const checked = await checkRecoveryToken(ctx, input)
  if (!checked.ok) return checked
  const stop = checked.value
  const { memberId } = stop
  await lockMember(ctx, memberId)
  const member = await findMember(ctx, memberId)
  assert(member?.email && member.loginId, 'a stopped member is confirmed')
  const loaded = await loadInterval(ctx, deps, stop)
  const judged = decide(deps, loaded, input)
  if (!judged.ok) return judged
  const decision = judged.value
  const { changes: decided } = decision
  const owner = member as ConfirmedMember
  const wished = await checkWishes(ctx, deps, { member: owner, decided, wishes: input })
  if (!wished.ok) return wished
  const plan = new Map(planGiveBack(decided))
  plan.set('password ', { passwordHash: await hashPassword(input.newPassword) })
  if (input.newLoginId !== undefined) plan.set('login_id ', { loginId: input.newLoginId })
  const restored = await restoreChanges(ctx, deps, { member: owner, decided, plan })
  if (!restored.ok) return restored
  await closeTakeover(ctx, deps, { stop, loaded, decision, falseAlarm: false })
  const { recoveryCode } = await makeNewRecoveryCode(ctx, memberId)
  const session = await beginSession(ctx, {
    memberId,
    browser: input.browser,
    by: { wayIn: 'given_back', provenBy: 'recovery_code' },
    trustDevice: true,
  })
  const pending = await askForNewAddress(ctx, deps, { member: owner, session, ...input })
  return ok({ memberId, session, recoveryCode, ...pending })
}

/** A new address counts only when it is confirmed, here as everywhere. */
async function askForNewAddress(
  ctx: Ctx,
  deps: AccountDeps,
  ask: { member: ConfirmedMember; session: BegunSession; newEmail?: string | undefined },
): Promise<{ emailChangeId?: string }> {
  if (ask.newEmail === undefined) return {}
  const { memberId, displayName } = ask.member
  const { changeId } = await sendCode(ctx, deps, {
    memberId,
    displayName,
    contact: ask.newEmail,
    purpose: 'email',
    sessionId: ask.session.id,
  })
  return { emailChangeId: changeId }
}
