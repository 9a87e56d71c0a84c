import { type Ctx, DEVICE_COOKIE, type Origin } from '@modosu/kernel'
import { DEVICE_TTL_SECONDS, SECRET_BYTES } from '../limits.ts'
import { hashSecret } from '../secrets/seal.ts'
import { findDevice, insertDevice } from '../store/devices.ts'

/** What an endpoint's input tells about the browser that asks. */
export interface Browser {
  readonly origin: Origin
  cookie(name: string): string | undefined
  setCookie(name: string, value: string | null, maxAgeSeconds?: number): void
}

/** The device of the cookie, if it is one of ours. */
export async function findBrowserDevice(ctx: Ctx, browser: Browser): Promise<string | undefined> {
  const secret = browser.cookie(DEVICE_COOKIE)
  return secret === undefined ? undefined : await findDevice(ctx, hashSecret(secret))
}

/** The device of the cookie; a browser without one gets one for a year. */
export async function recogniseDevice(ctx: Ctx, browser: Browser): Promise<string> {
  const known = await findBrowserDevice(ctx, browser)
  if (known !== undefined) return known
  const secret = ctx.newSecret(SECRET_BYTES)
  const deviceId = ctx.newId('dev')
  const { userAgent } = browser.origin
  await insertDevice(ctx, { deviceId, secretHash: hashSecret(secret), userAgent })
  browser.setCookie(DEVICE_COOKIE, secret, DEVICE_TTL_SECONDS)
  return deviceId
}

const IPV4_PARTS = 3
const IPV6_PARTS = 3
/** How a server that listens on both kinds sees an IPv4 address. */
const MAPPED = /^::ffff:(?=\d+\.)/i

/** The network of an address: enough to count tries and to show, too little to find a person. */
export function networkOf(ip: string): string {
  const bare = ip.replace(MAPPED, '')
  if (bare.includes(':')) {
    return `${expand(bare).slice(0, IPV6_PARTS).join(':')}::/48`
  }
  const parts = bare.split('.')
  return parts.length === 4 ? `${parts.slice(0, IPV4_PARTS).join('.')}.0/24` : bare
}

const IPV6_GROUPS = 8

/** The eight groups of an IPv6 address: one network must not have two names. */
function expand(ip: string): string[] {
  const [head = '', tail] = ip.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = Math.max(0, IPV6_GROUPS - before.length - after.length)
  return [...before, ...Array<string>(missing).fill('0'), ...after]
}
