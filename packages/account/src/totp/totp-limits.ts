/** How long a secret that was shown waits for its first code. */
export const TOTP_PENDING_MS = 15 * 60_000
