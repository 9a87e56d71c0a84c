import type { ProblemKind } from '@modosu/kernel'

/** What signing in, proving oneself and factors refuse with. */
export const signInProblems = {
  'account/passkey_refused': { status: 401, title: 'This passkey was not taken; try once more' },
  'account/passkey_taken': { status: 409, title: 'This passkey is in use already' },
  'account/passkeys_full': { status: 409, title: 'No more passkeys fit; remove one first' },
  'account/proof_refused': { status: 403, title: 'That did not show that it is you' },
  'account/second_factor_needed': { status: 401, title: 'One more step: show your second factor' },
  'account/second_factor_wrong': { status: 401, title: 'That code does not match' },
  'account/sign_in_over': { status: 410, title: 'This sign-in took too long; begin again' },
  'account/sign_in_refused': { status: 401, title: 'The name or the password does not match' },
  'account/totp_wrong': { status: 422, title: 'That code does not match, or was used already' },
  'account/unknown_device': { status: 404, title: 'There is no such device' },
  'account/unknown_passkey': { status: 404, title: 'There is no such passkey' },
  'account/unknown_session': { status: 404, title: 'There is no such session' },
  'account/unknown_totp': { status: 404, title: 'There is no such authenticator app' },
} as const satisfies Record<string, ProblemKind>

export type SignInErrorCode = keyof typeof signInProblems
