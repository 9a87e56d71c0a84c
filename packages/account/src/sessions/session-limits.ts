const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** A session that nobody used for this long is over, whatever its end (NIST SP 800-63B-4, 2.1.3). */
export const IDLE_MS = 14 * DAY_MS
/** How exactly the last use of a session is known. */
export const SEEN_EVERY_MS = 15 * MINUTE_MS
/** How long a network counts as the member's after his last sign-in from it. */
export const NETWORK_KNOWN_MS = 90 * DAY_MS
/** The first sign-in after this time is told, whatever the device. */
export const LONG_ABSENCE_MS = 90 * DAY_MS
export const DEVICES_SHOWN_MAX = 100

/** Sessions that are remembered in one process; the oldest go first. */
export const REMEMBERED_MAX = 100_000
/** What is remembered is read again after this time even when nothing was said. */
export const REMEMBERED_MS = 5 * MINUTE_MS
