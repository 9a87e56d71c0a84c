import { type Ctx, MEMBER_COOKIE } from '@modosu/kernel'
import { SECRET_BYTES, SESSION_TTL_MS, SESSION_TTL_SECONDS } from '../limits.ts'
import { hashSecret } from '../secrets/seal.ts'
import { noteDevice } from '../store/devices.ts'
import { endSessionOf, insertSession, type ProvenBy, type WayIn } from '../store/sessions.ts'
import { type Browser, networkOf, recogniseDevice } from './recognise-device.ts'

export interface BegunSession {
  readonly id: string
  readonly deviceId: string
  readonly expiresAt: Date
}

/** By what somebody came in, and what of that shows best that it is he. */
export interface ComingIn {
  readonly wayIn: WayIn
  readonly provenBy: ProvenBy
  readonly passkeyId?: string
}

/** Begins a session in the browser that asks, and notes the device as used by the member. */
export async function beginSession(
  ctx: Ctx,
  begin: { memberId: string; browser: Browser; by: ComingIn; trustDevice?: boolean },
): Promise<BegunSession> {
  const { memberId, browser, by } = begin
  // A session that the browser has must not live on beside the new one, forgotten by everybody.
  const earlier = browser.cookie(MEMBER_COOKIE)
  if (earlier !== undefined) await endSessionOf(ctx, hashSecret(earlier))
  const deviceId = await recogniseDevice(ctx, browser)
  await noteDevice(ctx, { memberId, deviceId, trusted: begin.trustDevice ?? false })
  const token = ctx.newSecret(SECRET_BYTES)
  const sessionId = ctx.newId('ses')
  const expiresAt = new Date(ctx.now.getTime() + SESSION_TTL_MS)
  const { ip, country } = browser.origin
  await insertSession(ctx, {
    sessionId,
    memberId,
    deviceId,
    tokenHash: hashSecret(token),
    network: networkOf(ip),
    country,
    expiresAt,
    passkeyId: undefined,
    ...by,
  })
  browser.setCookie(MEMBER_COOKIE, token, SESSION_TTL_SECONDS)
  return { id: sessionId, deviceId, expiresAt }
}
