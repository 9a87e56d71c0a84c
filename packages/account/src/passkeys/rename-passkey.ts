import { type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { renamePasskey as writeName } from '../store/passkeys.ts'

/**
 * Gives one of the own passkeys another name. The name opens nothing, so it is not guarded.
 *
 * Refuses: `account/unknown_passkey`.
 */
export async function renamePasskey(
  ctx: Ctx,
  input: { actor: MemberActor; passkeyId: string; name: string },
): Promise<Outcome<{ passkeyId: string }>> {
  const { passkeyId, name } = input
  const { memberId } = input.actor
  const renamed = await writeName(ctx, { passkeyId, memberId, name })
  return renamed ? ok({ passkeyId }) : refuse({ code: 'account/unknown_passkey' })
}
