import { assert, type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import { mayEnrol } from '../changes/may-enrol.ts'
import { recordChange } from '../changes/record-change.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { findMember, lockMember } from '../store/members.ts'
import { insertPasskey, listPasskeys } from '../store/passkeys.ts'
import { checkMade, type MadeAnswer } from './ceremony.ts'
import { takeAnswered } from './challenges.ts'
import { partyOf } from './party-of.ts'
import { PASSKEYS_MAX } from './passkey-limits.ts'

export interface NewPasskey {
  readonly actor: MemberActor
  readonly name: string
  readonly answer: MadeAnswer
}

/**
 * Adds the passkey that was made, in the session that began it. A guarded change: told to every
 * address, with the undo; a passkey that an intruder adds is an alarm.
 *
 * Refuses, in order: `account/enrolment_waits`, `account/passkey_refused` (the answer is not right,
 * too late, answered already or of another session), `account/passkeys_full`,
 * `account/passkey_taken`. An answer counts once, so the caller must commit.
 */
export async function addPasskey(
  ctx: Ctx,
  deps: AccountDeps,
  input: NewPasskey,
): Promise<Outcome<{ passkeyId: string; changeId: string }>> {
  const { actor, answer, name } = input
  const { memberId, sessionId, deviceId } = actor
  const allowed = await mayEnrol(ctx, { sessionId, field: 'passkey' })
  if (!allowed.ok) return allowed
  const challenge = await takeAnswered(ctx, { answer, purpose: 'add', sessionId })
  const made = challenge && (await checkMade(partyOf(deps), { answer, challenge }))
  if (!made) return refuse({ code: 'account/passkey_refused' })
  await lockMember(ctx, memberId)
  const own = await listPasskeys(ctx, memberId)
  if (own.length >= PASSKEYS_MAX) return refuse({ code: 'account/passkeys_full' })
  const passkeyId = ctx.newId('pky')
  const transports = [...answer.response.transports]
  if (!(await insertPasskey(ctx, { ...made, passkeyId, memberId, name, transports }))) {
    return refuse({ code: 'account/passkey_taken' })
  }
  const member = await findMember(ctx, memberId)
  assert(member, 'a signed-in member is there')
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName: member.displayName,
    field: 'passkey',
    itemId: passkeyId,
    before: { there: false },
    after: { there: true },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ passkeyId, changeId })
}
