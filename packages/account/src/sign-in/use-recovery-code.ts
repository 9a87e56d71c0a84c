import type { Ctx } from '@modosu/kernel'
import { foldRecoveryCode, makeRecoveryCode } from '../secrets/codes.ts'
import { hashSecret } from '../secrets/seal.ts'
import { insertRecoveryCode } from '../store/codes.ts'
import { takeRecoveryCode } from '../store/recovery-codes.ts'

/**
 * Uses up one of the member's saved codes and gives the one that takes its place (NIST SP 800-63B-4
 * section 4.2.1.1), or `undefined` when it is none of his. The caller must commit.
 */
export async function useRecoveryCode(
  ctx: Ctx,
  typed: { memberId: string; recoveryCode: string },
): Promise<string | undefined> {
  const { memberId } = typed
  const codeHash = hashSecret(foldRecoveryCode(typed.recoveryCode))
  if (!(await takeRecoveryCode(ctx, { memberId, codeHash }))) return undefined
  const recoveryCode = makeRecoveryCode(ctx)
  const newHash = hashSecret(foldRecoveryCode(recoveryCode))
  const recoveryCodeId = ctx.newId('rcc')
  await insertRecoveryCode(ctx, { recoveryCodeId, memberId, codeHash: newHash })
  return recoveryCode
}
