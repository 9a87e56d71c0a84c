import { assert, type Ctx, ok } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import type { AccountDeps } from '../policy.ts'
import { foldRecoveryCode, makeRecoveryCode } from '../secrets/codes.ts'
import { hashSecret } from '../secrets/seal.ts'
import {
  findPresentRecoveryCode,
  insertRecoveryCode,
  replaceRecoveryCodes,
} from '../store/codes.ts'
import { checkCurrentPassword, type Guarded } from './check-current-password.ts'
import { recordChange } from './record-change.ts'

/**
 * Gives the member a new saved code; the earlier one ends. It is in this answer and nowhere else.
 * An intruder who does this gains nothing: a recovery takes the code of before.
 *
 * Refuses, in order: `account/too_many_tries`, `account/password_wrong`. A wrong password counts.
 */
export async function replaceRecoveryCode(
  ctx: Ctx,
  deps: AccountDeps,
  input: Guarded,
): Promise<Outcome<{ recoveryCode: string }>> {
  const checked = await checkCurrentPassword(ctx, input)
  if (!checked.ok) return checked
  const { memberId, displayName } = checked.value
  const before = await findPresentRecoveryCode(ctx, memberId)
  assert(before, 'a member always has a recovery code')
  const made = await makeNewRecoveryCode(ctx, memberId)
  const { sessionId, deviceId } = input.actor
  await recordChange(ctx, deps, {
    changeId: ctx.newId('chg'),
    memberId,
    displayName,
    field: 'recovery_code',
    before: { recoveryCodeId: before },
    after: { recoveryCodeId: made.recoveryCodeId },
    by: { madeBy: 'member', sessionId, deviceId },
  })
  return ok({ recoveryCode: made.recoveryCode })
}

/** Makes a code the member's only one. */
export async function makeNewRecoveryCode(
  ctx: Ctx,
  memberId: string,
): Promise<{ recoveryCodeId: string; recoveryCode: string }> {
  await replaceRecoveryCodes(ctx, memberId)
  const recoveryCode = makeRecoveryCode(ctx)
  const recoveryCodeId = ctx.newId('rcc')
  const codeHash = hashSecret(foldRecoveryCode(recoveryCode))
  await insertRecoveryCode(ctx, { recoveryCodeId, memberId, codeHash })
  return { recoveryCodeId, recoveryCode }
}
