const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** 256 bits, for everything that is carried in a link or a cookie. */
export const SECRET_BYTES = 32
export const SESSION_TTL_MS = 30 * DAY_MS
export const SESSION_TTL_SECONDS = SESSION_TTL_MS / 1000
export const DEVICE_TTL_SECONDS = 365 * 24 * 60 * 60

/** NIST SP 800-63B-4 section 4.2: a code sent by e-mail is valid for 24 hours at most. */
export const MAIL_CODE_TTL_MS = DAY_MS
/** NIST SP 800-63B-4 section 4.2: a code sent by text message is valid for 10 minutes at most. */
export const TEXT_CODE_TTL_MS = 10 * MINUTE_MS
export const MAIL_CODE_TRIES_MAX = 5
export const RESET_TTL_MS = HOUR_MS
export const UNDO_TTL_MS = 30 * DAY_MS
export const CASE_LINK_TTL_MS = 180 * DAY_MS
export const RECOVERY_TOKEN_TTL_MS = 30 * MINUTE_MS
/** Within this time two people at the desk have to say the same. */
export const VOUCH_TTL_MS = DAY_MS
export const DESK_LINK_TTL_MS = DAY_MS

/** How long an address or a name that was left still speaks for its owner, and for nobody else. */
export const PREVIOUS_TTL_MS = 30 * DAY_MS
/** How long after it was left a contact still finds the account that is to be stopped. */
export const STOP_CONTACT_TTL_MS = 90 * DAY_MS
/** A press for the same contact within this time gets the same number, known or unknown. */
export const SAME_PRESS_MS = DAY_MS

/** A contact must have stood this long before it may undo: a thief's new mailbox has not. */
export const CONTACT_SETTLES_MS = 72 * HOUR_MS
/** A change this soon after a device was first seen is what a takeover looks like. */
export const NEW_DEVICE_MS = 72 * HOUR_MS
/** E-mail first, then the password: the usual order of a takeover, within an hour. */
export const EMAIL_THEN_PASSWORD_MS = HOUR_MS

export const SESSIONS_SHOWN_MAX = 100
export const CHANGES_SHOWN_MAX = 100
/** Changes, sessions and devices that are looked at when the interval is worked out, the newest. */
export const INTERVAL_ROWS_MAX = 100_000
/** Read at once of them. */
export const INTERVAL_PAGE_ROWS = 5_000
/** What an owner may say about the review in one decision; what he says nothing about stays as sorted. */
export const REVIEW_WORDS_MAX = 5_000
export const ADDRESSES_MAX = 50
/** Places that are noted of one session. */
export const SIGHTINGS_MAX = 200
export const DELIVERY_ADDRESSES_MAX = 20
export const CASE_NUMBER_ATTEMPTS_MAX = 20

const TRY_WINDOW_MS = 15 * MINUTE_MS
/** Tries at the current password in one session: whoever found an open browser guesses no further. */
export const guardTries = { triesMax: 10, windowMs: TRY_WINDOW_MS }
export const signUpTries = { triesMax: 200, windowMs: HOUR_MS }
/** Codes sent to new contacts of one member, by channel. */
export const contactTries = { triesMax: 10, windowMs: HOUR_MS }
/** Reset mails for one name. */
export const resetTries = { triesMax: 5, windowMs: HOUR_MS }
export const resetNetworkTries = { triesMax: 100, windowMs: HOUR_MS }
export const stopNetworkTries = { triesMax: 60, windowMs: HOUR_MS }
/** Links to stop that are sent to one member's contacts on a stranger's word. */
export const stopLinkTries = { triesMax: 5, windowMs: DAY_MS }
/** Mails with the case link for one case. */
export const caseMailTries = { triesMax: 5, windowMs: DAY_MS }
/** Passkeys asked for in one recovery. */
export const recoveryPasskeyTries = { triesMax: 20, windowMs: DAY_MS }
/** Recoveries begun with one link: a stranger's link cannot use up the owner's. */
export const recoveryTries = { triesMax: 10, windowMs: DAY_MS }
