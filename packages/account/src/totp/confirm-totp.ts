import { assert, type Ctx, type MemberActor, ok, refuse, takeTry } from '@modosu/kernel'
import { mayEnrol } from '../changes/may-enrol.ts'
import { recordChange } from '../changes/record-change.ts'
import { guardTries } from '../limits.ts'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { findMember, lockMember } from '../store/members.ts'
import {
  chooseTotp,
  findPendingTotp,
  findTotp,
  confirmTotp as markConfirmed,
} from '../store/totps.ts'
import { takeTotpCode } from './totp-codes.ts'
import { TOTP_PENDING_MS } from './totp-limits.ts'

/**
 * Makes the app count, by its first code; an earlier app ends. Guarded changes, both of them.
 *
 * Refuses, in order: `account/enrolment_waits`, `account/too_many_tries`, `account/unknown_totp`
 * (also when it took too long), `account/totp_wrong`. A wrong code counts, so the caller must commit.
 */
export async function confirmTotp(
  ctx: Ctx,
  deps: AccountDeps,
  input: { actor: MemberActor; totpId: string; code: string },
): Promise<Outcome<{ changeId: string }>> {
  const { actor, totpId, code } = input
  const { memberId, sessionId, deviceId } = actor
  const allowed = await mayEnrol(ctx, { sessionId, field: 'totp' })
  if (!allowed.ok) return allowed
  const key = `account.totp ${memberId} ${deviceId}`
  if (!(await takeTry(ctx, { key, ...guardTries }))) {
    return refuse({ code: 'account/too_many_tries' })
  }
  await lockMember(ctx, memberId)
  const madeAfter = new Date(ctx.now.getTime() - TOTP_PENDING_MS)
  const pending = await findPendingTotp(ctx, { totpId, memberId, madeAfter })
  if (!pending) return refuse({ code: 'account/unknown_totp' })
  if (!(await takeTotpCode(ctx, deps, { totp: pending, code }))) {
    return refuse({ code: 'account/totp_wrong' })
  }
  const member = await findMember(ctx, memberId)
  assert(member, 'a signed-in member is there')
  const earlier = await findTotp(ctx, memberId)
  await chooseTotp(ctx, { memberId, totpId: null })
  await markConfirmed(ctx, totpId)
  const changeId = ctx.newId('chg')
  await recordChange(ctx, deps, {
    changeId,
    memberId,
    displayName: member.displayName,
    field: 'totp',
    before: { totpId: earlier?.totpId ?? null },
    after: { totpId },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ changeId })
}
