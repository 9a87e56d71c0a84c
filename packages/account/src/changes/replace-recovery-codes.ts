import { assert, type Ctx, ok } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { foldRecoveryCode, makeRecoveryCode } from '../secrets/codes.ts'
import { hashSecret } from '../secrets/seal.ts'
import {
  replaceRecoveryCodes as endRecoveryCodes,
  findPresentRecoveryCode,
  insertRecoveryCode,
} from '../store/codes.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { mayEnrol } from './may-enrol.ts'
import { recordChange } from './record-change.ts'

/** Codes of a set that is asked for; each works once. */
const SET_SIZE = 8

/**
 * Gives the member a new set of saved codes; the earlier ones end. They are in this answer and
 * nowhere else. An intruder who does this gains nothing: a recovery takes a code of before.
 *
 * Refuses, in order: `account/enrolment_waits`, `account/too_many_tries`, `account/password_wrong`.
 * A wrong password counts.
 */
export async function replaceRecoveryCodes(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded,
): Promise<Outcome<{ recoveryCodes: readonly string[] }>> {
  const { sessionId, deviceId } = input.actor
  const allowed = await mayEnrol(ctx, { sessionId, field: 'recovery_code' })
  if (!allowed.ok) return allowed
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const before = await findPresentRecoveryCode(ctx, memberId)
  assert(before, 'a member always has a recovery code')
  const { recoveryCodeId, recoveryCodes } = await makeSet(ctx, { memberId, size: SET_SIZE })
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName,
    field: 'recovery_code',
    before: { recoveryCodeId: before },
    after: { recoveryCodeId },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ recoveryCodes })
}

/** Makes one code the member's only one: what is handed over at sign-up and after a recovery. */
export async function makeNewRecoveryCode(
  ctx: Ctx,
  memberId: string,
): Promise<{ recoveryCodeId: string; recoveryCode: string }> {
  const { recoveryCodeId, recoveryCodes } = await makeSet(ctx, { memberId, size: 1 })
  return { recoveryCodeId, recoveryCode: recoveryCodes[0] as string }
}

async function makeSet(
  ctx: Ctx,
  set: { memberId: string; size: number },
): Promise<{ recoveryCodeId: string; recoveryCodes: readonly string[] }> {
  const { memberId } = set
  await endRecoveryCodes(ctx, memberId)
  const recoveryCodes: string[] = []
  let recoveryCodeId = ''
  while (recoveryCodes.length < set.size) {
    const recoveryCode = makeRecoveryCode(ctx)
    recoveryCodeId = ctx.newId('rcc')
    const codeHash = hashSecret(foldRecoveryCode(recoveryCode))
    await insertRecoveryCode(ctx, { recoveryCodeId, memberId, codeHash })
    recoveryCodes.push(recoveryCode)
  }
  return { recoveryCodeId, recoveryCodes }
}
