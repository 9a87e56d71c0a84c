import { type Ctx, takeTry } from '@modosu/kernel'
import { type Browser, findBrowserDevice, networkOf } from '../sessions/recognise-device.ts'
import { NETWORK_KNOWN_MS } from '../sessions/session-limits.ts'
import { isKnownDevice, isKnownNetwork } from '../store/devices.ts'
import { knownDeviceTries, knownNetworkTries, nameTries, networkTries } from './sign-in-limits.ts'

/** Stands in for a member or a device that is not there, so that as much is asked either way. */
const NOBODY = ''

/**
 * Counts a try and says whether it may be made. A device that the member uses has a count of its
 * own, and so has a network that he signed in from: a stranger who uses up the tries of a name
 * cannot lock its owner out (OWASP ASVS 5.0, 6.1.1). A name that does not exist is asked about and
 * counted by as many statements as one that does.
 */
export async function takeSignInTry(
  ctx: Ctx,
  who: { loginKey: string; memberId: string | undefined; browser: Browser },
): Promise<boolean> {
  const { memberId = NOBODY, browser } = who
  const network = networkOf(browser.origin.ip)
  const deviceId = (await findBrowserDevice(ctx, browser)) ?? NOBODY
  const since = new Date(ctx.now.getTime() - NETWORK_KNOWN_MS)
  const knownDevice = await isKnownDevice(ctx, { memberId, deviceId })
  const knownNetwork = await isKnownNetwork(ctx, { memberId, network, since })
  if (knownDevice) {
    return await takeTry(ctx, {
      key: `account.sign_in device ${memberId} ${deviceId}`,
      ...knownDeviceTries,
    })
  }
  const own = knownNetwork
    ? { key: `account.sign_in network ${memberId} ${network}`, ...knownNetworkTries }
    : { key: `account.sign_in name ${who.loginKey}`, ...nameTries }
  const byName = await takeTry(ctx, own)
  const byNetwork = await takeTry(ctx, { key: `account.sign_in.from ${network}`, ...networkTries })
  return byName && byNetwork
}
