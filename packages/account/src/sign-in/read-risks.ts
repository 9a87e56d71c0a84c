import type { Ctx } from '@modosu/kernel'
import { NEW_DEVICE_MS } from '../limits.ts'
import { kindOfBrowser } from '../mails/device-words.ts'
import type { AccountDeps } from '../policy.ts'
import { type Browser, findBrowserDevice } from '../sessions/recognise-device.ts'
import { NETWORK_KNOWN_MS } from '../sessions/session-limits.ts'
import { findDeviceHistory, isUnusualCountry } from '../store/devices.ts'
import { isInLeakedRange } from './ask-leaked-range.ts'
import { isLeaked } from './leaked-passwords.ts'

/** Why a sign-in looks as if it were not the member's, although the password was right. */
export type Risk =
  /** Not the device of the sign-up, and not in use for three days yet. */
  | 'new_device'
  /** A browser of another kind shows the device's secret. */
  | 'copied_device'
  /** No sign-in of 90 days came from this country. */
  | 'new_country'
  | 'leaked_password'

/**
 * What is unusual about a sign-in with the right password. A device counts as the member's once it
 * has been signed in for three days, in which he was told of it: whoever signs in twice in one night
 * has not become him. Another network alone is nothing: telephones change theirs all day.
 */
export async function readRisks(
  ctx: Ctx,
  deps: AccountDeps,
  seen: { memberId: string; browser: Browser; password?: string },
): Promise<readonly Risk[]> {
  const { memberId, browser, password } = seen
  if (deps.policy.signIn.secondProof === 'never') return []
  const { userAgent, country } = browser.origin
  const deviceId = await findBrowserDevice(ctx, browser)
  const device = deviceId && (await findDeviceHistory(ctx, { memberId, deviceId }))
  const since = new Date(ctx.now.getTime() - NETWORK_KNOWN_MS)
  const risks: Risk[] = []
  if (!device || !isSettledDevice(ctx, device)) risks.push('new_device')
  if (device && kindOfBrowser(device.userAgent) !== kindOfBrowser(userAgent)) {
    risks.push('copied_device')
  }
  if (country !== undefined && (await isUnusualCountry(ctx, { memberId, country, since }))) {
    risks.push('new_country')
  }
  if (password !== undefined && (await isKnownFromLeaks(ctx, deps, password))) {
    risks.push('leaked_password')
  }
  return risks
}

function isSettledDevice(
  ctx: Ctx,
  device: { trusted: boolean; firstSignInAt: Date | null },
): boolean {
  const { trusted, firstSignInAt } = device
  const settledFrom = ctx.now.getTime() - NEW_DEVICE_MS
  return trusted || (firstSignInAt !== null && firstSignInAt.getTime() <= settledFrom)
}

/** A password that was good when it was chosen may have leaked since. */
async function isKnownFromLeaks(ctx: Ctx, deps: AccountDeps, password: string): Promise<boolean> {
  const { shippedList, rangeUrl } = deps.policy.passwords
  if (shippedList && isLeaked(password)) return true
  return rangeUrl !== undefined && (await isInLeakedRange(ctx, { rangeUrl, password }))
}
