import type { Ctx } from '@modosu/kernel'
import type { AccountDeps } from '../policy.ts'
import { lockPasskey, notePasskeyUse, type PasskeyRow } from '../store/passkeys.ts'
import { checkShown, type ShownAnswer } from './ceremony.ts'
import { takeAnswered } from './challenges.ts'
import { partyOf } from './party-of.ts'

/**
 * The passkey that an answer proves, its use noted, or `undefined`. A counter that went back, as a
 * copy of the key would show it, proves nothing.
 */
export async function showPasskey(
  ctx: Ctx,
  deps: AccountDeps,
  shown: { answer: ShownAnswer; purpose: 'sign_in' | 'prove' | 'recover'; sessionId?: string },
): Promise<PasskeyRow | undefined> {
  const { answer } = shown
  const challenge = await takeAnswered(ctx, shown)
  if (challenge === undefined) return undefined
  const passkey = await lockPasskey(ctx, answer.id)
  if (!passkey) return undefined
  const { userHandle } = answer.response
  if (userHandle && Buffer.from(userHandle, 'base64url').toString() !== passkey.memberId) {
    return undefined
  }
  const proven = await checkShown(partyOf(deps), { answer, challenge, passkey })
  if (!proven) return undefined
  await notePasskeyUse(ctx, { passkeyId: passkey.passkeyId, ...proven })
  return passkey
}
