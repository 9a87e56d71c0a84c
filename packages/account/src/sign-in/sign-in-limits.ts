const MINUTE_MS = 60_000

export const HALF_SIGN_IN_TTL_MS = 10 * MINUTE_MS
/** Codes that may be tried with one right password. */
export const HALF_SIGN_IN_TRIES_MAX = 5

const TRY_WINDOW_MS = 15 * MINUTE_MS
/** Tries at one name from everywhere that its member is not known from. */
export const nameTries = { triesMax: 20, windowMs: TRY_WINDOW_MS }
/** Tries at one name from one device that its member uses: strangers cannot use these up. */
export const knownDeviceTries = { triesMax: 20, windowMs: TRY_WINDOW_MS }
/** Tries at one name from a network that its member signed in from: a new telephone at home. */
export const knownNetworkTries = { triesMax: 20, windowMs: TRY_WINDOW_MS }
/** Tries of one network over all names: one password tried on many accounts. */
export const networkTries = { triesMax: 300, windowMs: TRY_WINDOW_MS }
/** Second factors tried for one member from where he is not known, and from each known device. */
export const factorTries = { triesMax: 20, windowMs: 60 * MINUTE_MS }
