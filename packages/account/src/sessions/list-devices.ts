import { type Ctx, type MemberActor, ok } from '@modosu/kernel'
import { writeDevice } from '../mails/device-words.ts'
import type { Outcome } from '../outcome.ts'
import { listOwnDevices } from '../store/devices.ts'

/** The devices that the member is known by, the last used first. */
export async function listDevices(
  ctx: Ctx,
  input: { actor: MemberActor },
): Promise<Outcome<{ devices: unknown[] }>> {
  const { memberId, deviceId: own } = input.actor
  const rows = await listOwnDevices(ctx, memberId)
  const devices = rows.map(({ deviceId, userAgent, firstSeenAt, lastSeenAt, sessions }) => ({
    deviceId,
    device: writeDevice(userAgent),
    firstSeenAt,
    lastSeenAt,
    sessions,
    isThisOne: deviceId === own,
  }))
  return ok({ devices })
}
