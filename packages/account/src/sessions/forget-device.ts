import { type Ctx, type MemberActor, ok, refuse } from '@modosu/kernel'
import type { Outcome } from '../outcome.ts'
import { markDeviceForgotten } from '../store/devices.ts'
import { revokeSessions } from './revoke-sessions.ts'

/**
 * Ends the sessions of one of the member's devices and forgets the device: the next sign-in from it
 * is told as one from a new device.
 *
 * Refuses: `account/unknown_device`, also when it is forgotten already or somebody else's.
 */
export async function forgetDevice(
  ctx: Ctx,
  input: { actor: MemberActor; deviceId: string },
): Promise<Outcome<{ ended: number }>> {
  const { memberId } = input.actor
  const { deviceId } = input
  if (!(await markDeviceForgotten(ctx, { memberId, deviceId }))) {
    return refuse({ code: 'account/unknown_device' })
  }
  return ok({ ended: await revokeSessions(ctx, { memberId, deviceId, reason: 'ended_by_member' }) })
}
