import { assert, type Ctx, ok, refuse } from '@modosu/kernel'
import type { ChangeValue } from '../changes/change.ts'
import type { ConfirmedMember } from '../changes/check-current-password.ts'
import { mailConfirmationCode } from '../changes/mail-confirmation-code.ts'
import { makeNewRecoveryCode } from '../changes/replace-recovery-code.ts'
import { loadInterval } from '../interval/load-interval.ts'
import { openAfter, openBefore } from '../interval/load-takeover-facts.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { checkRecoveryToken, type Verified } from '../recovery/check-recovery-token.ts'
import { type BegunSession, beginSession } from '../sessions/begin-session.ts'
import type { Browser } from '../sessions/recognise-device.ts'
import { hashPassword } from '../sign-in/passwords.ts'
import type { ChangeRow } from '../store/changes.ts'
import { findMember, lockMember } from '../store/members.ts'
import { checkWishes, type Wishes } from './check-wishes.ts'
import { closeTakeover } from './close-takeover.ts'
import { planGiveBack } from './plan-give-back.ts'
import { restoreFields } from './restore-fields.ts'

export interface GiveBack extends Verified, Wishes {
  /** Changes that were sorted out but that the owner made himself. */
  readonly kept: readonly string[]
  readonly browser: Browser
}

export interface GivenBack {
  readonly memberId: string
  readonly session: BegunSession
  readonly recoveryCode: string
  /** The pending change to the new address, when one was wished. */
  readonly emailChangeId?: string
}

/** A change with what the owner and the records say about it. */
export interface DecidedChange {
  readonly row: ChangeRow
  readonly unit: string
  readonly kept: boolean
  readonly before: ChangeValue[keyof ChangeValue]
  readonly after: ChangeValue[keyof ChangeValue]
}

/**
 * Gives the account back to its verified owner as if only he had acted: every change that was not
 * his is put back to the value before the first of them, what was planted is gone, his own changes
 * stay. Sets the new password, lifts the stop, signs him in on the device he uses now.
 *
 * Refuses, in order, after {@link checkRecoveryToken}: `account/unknown_change` (a kept id that is
 * not in the review), `account/password_weak`, `account/password_known` (it stood here before or
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
  const { changes, facts, interval } = await loadInterval(ctx, deps, stop)
  const strange = input.kept.findIndex((id) => !interval.sorted.has(id))
  if (strange !== -1) {
    const errors = [{ pointer: `/body/kept/${strange}`, reason: 'is not a change of the review' }]
    return refuse({ code: 'account/unknown_change', errors })
  }
  const kept = new Set(input.kept)
  const decided = changes.map((row): DecidedChange => {
    const isKept = kept.has(row.changeId) || interval.sorted.get(row.changeId)?.sorted === 'yours'
    return decide(deps, row, isKept)
  })
  const owner = member as ConfirmedMember
  const wished = await checkWishes(ctx, { member: owner, decided, wishes: input })
  if (!wished.ok) return wished
  const plan = planGiveBack(decided)
  const passwordHash = await hashPassword(input.newPassword)
  const restored = await restoreFields(ctx, deps, {
    member: owner,
    decided,
    plan,
    passwordHash,
    newLoginId: input.newLoginId,
  })
  if (!restored.ok) return restored
  await closeTakeover(ctx, deps, { stop, facts, interval, decided })
  const { recoveryCode } = await makeNewRecoveryCode(ctx, memberId)
  const session = await beginSession(ctx, { memberId, browser: input.browser, trustDevice: true })
  const pending = await askForNewAddress(ctx, deps, { member: owner, session, ...input })
  return ok({ memberId, session, recoveryCode, ...pending })
}

function decide(deps: AccountDeps, row: ChangeRow, kept: boolean): DecidedChange {
  const before = openBefore(deps, row, row.field)
  const after = openAfter(deps, row, row.field)
  return { row, unit: `${row.field} ${row.itemId}`, kept, before, after }
}

/** A new address counts only when it is confirmed, here as everywhere. */
async function askForNewAddress(
  ctx: Ctx,
  deps: AccountDeps,
  ask: { member: ConfirmedMember; session: BegunSession; newEmail?: string | undefined },
): Promise<{ emailChangeId?: string }> {
  if (ask.newEmail === undefined) return {}
  const { memberId, displayName } = ask.member
  const { changeId } = await mailConfirmationCode(ctx, deps, {
    memberId,
    displayName,
    email: ask.newEmail,
    purpose: 'email',
    sessionId: ask.session.id,
  })
  return { emailChangeId: changeId }
}
