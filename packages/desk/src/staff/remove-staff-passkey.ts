import { type Ctx, ok, type Result, refuse, type StaffActor } from '@modosu/kernel'
import type { DeskRefusal } from '../errors.ts'
import { removeOtherStaffPasskey } from '../store/staff-passkeys.ts'

/**
 * Takes one of the own passkeys out; it opens nothing from now on. The last one stays, since its
 * holder could not sign in any more.
 *
 * Refuses: `desk/passkey_needed`.
 */
export async function removeStaffPasskey(
  ctx: Ctx,
  input: { actor: StaffActor; passkeyId: string },
): Promise<Result<{ passkeyId: string }, DeskRefusal>> {
  const { passkeyId } = input
  const { staffId } = input.actor
  const removed = await removeOtherStaffPasskey(ctx, { passkeyId, staffId })
  return removed ? ok({ passkeyId }) : refuse({ code: 'desk/passkey_needed' })
}
