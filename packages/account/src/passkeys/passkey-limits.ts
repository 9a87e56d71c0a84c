const MINUTE_MS = 60_000

export const PASSKEYS_MAX = 20
export const PASSKEY_NAME_MAX = 60
/** How long a person may take with the device in hand. */
export const CHALLENGE_TTL_MS = 5 * MINUTE_MS
export const CHALLENGE_BYTES = 32
/** Ended challenges that are swept out with each new one. */
export const CHALLENGES_SWEPT_MAX = 20
/** Sign-ins by passkey that one network may begin: each keeps a row for a while. */
export const passkeyTries = { triesMax: 300, windowMs: 15 * MINUTE_MS }
