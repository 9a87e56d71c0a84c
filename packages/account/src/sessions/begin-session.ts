import { type Ctx, MEMBER_COOKIE } from '@modosu/kernel'
import { SECRET_BYTES, SESSION_TTL_MS, SESSION_TTL_SECONDS } from '../limits.ts'
import { hashSecret } from '../secrets/seal.ts'
import { insertSession, noteDevice } from '../store/sessions.ts'
import { type Browser, networkOf, recogniseDevice } from './recognise-device.ts'

export interface BegunSession {
  readonly id: string
  readonly deviceId: string
  readonly expiresAt: Date
}

/** Begins a session in the browser that asks, and notes the device as used by the member. */
export async function beginSession(
  ctx: Ctx,
  begin: { memberId: string; browser: Browser; trustDevice?: boolean },
): Promise<BegunSession> {
  const { memberId, browser } = begin
  const deviceId = await recogniseDevice(ctx, browser)
  await noteDevice(ctx, { memberId, deviceId, trusted: begin.trustDevice ?? false })
  const token = ctx.newSecret(SECRET_BYTES)
  const sessionId = ctx.newId('ses')
  const expiresAt = new Date(ctx.now.getTime() + SESSION_TTL_MS)
  const network = networkOf(browser.origin.ip)
  const tokenHash = hashSecret(token)
  await insertSession(ctx, { sessionId, memberId, deviceId, tokenHash, network, expiresAt })
  browser.setCookie(MEMBER_COOKIE, token, SESSION_TTL_SECONDS)
  return { id: sessionId, deviceId, expiresAt }
}
