export const API_TOKENS_MAX = 10
export const API_TOKEN_NAME_MAX = 60
/** Every key ends: one that is forgotten on a server must not stay open for good. */
export const API_TOKEN_DAYS_MAX = 365
