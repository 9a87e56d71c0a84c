import type { FieldError, ProblemKind } from '@modosu/kernel'
import { type SignInErrorCode, signInProblems } from './sign-in/sign-in-errors.ts'

export type AccountErrorCode =
  | SignInErrorCode
  | 'account/address_suspect'
  | 'account/address_taken'
  | 'account/address_unconfirmed'
  | 'account/already_given_back'
  | 'account/api_tokens_full'
  | 'account/code_expired'
  | 'account/code_locked'
  | 'account/code_wrong'
  | 'account/delivery_addresses_full'
  | 'account/enrolment_waits'
  | 'account/login_id_taken'
  | 'account/no_earlier_address'
  | 'account/not_verified'
  | 'account/nothing_changes'
  | 'account/password_known'
  | 'account/password_weak'
  | 'account/password_wrong'
  | 'account/proof_expired'
  | 'account/proof_locked'
  | 'account/proof_wrong'
  | 'account/reset_expired'
  | 'account/reset_unknown'
  | 'account/reset_used'
  | 'account/stopped'
  | 'account/takeover_shown'
  | 'account/too_many_tries'
  | 'account/unavailable'
  | 'account/undo_expired'
  | 'account/undo_unknown'
  | 'account/undo_used'
  | 'account/unknown_api_token'
  | 'account/unknown_case_link'
  | 'account/unknown_change'
  | 'account/unknown_delivery_address'
  | 'account/unknown_member'
  | 'account/unknown_recovery'
  | 'account/unknown_stop'

/** A refusal of this room. Members beside the code are told to the caller as they are. */
export interface AccountRefusal {
  readonly code: AccountErrorCode
  readonly errors?: readonly FieldError[]
  readonly triesLeft?: number
  readonly caseNumber?: string
  readonly [member: string]: unknown
}

/** What the outside is told for each refusal. */
export const accountProblems: Record<AccountErrorCode, ProblemKind> = {
  ...signInProblems,
  'account/address_suspect': {
    status: 409,
    title: 'This address came into the account after the takeover had begun',
  },
  'account/address_taken': { status: 409, title: 'This e-mail address cannot be used here' },
  'account/address_unconfirmed': { status: 403, title: 'Confirm your e-mail address first' },
  'account/already_given_back': { status: 409, title: 'This account has been given back already' },
  'account/api_tokens_full': { status: 409, title: 'No more keys fit; take one out first' },
  'account/code_expired': { status: 410, title: 'This code has expired; ask for a new one' },
  'account/code_locked': { status: 429, title: 'Too many wrong codes; ask for a new one' },
  'account/code_wrong': { status: 422, title: 'That code does not match' },
  'account/delivery_addresses_full': { status: 409, title: 'No more delivery addresses fit' },
  'account/enrolment_waits': {
    status: 403,
    title: 'This sign-in looked risky; add nothing new from this device for three days',
  },
  'account/login_id_taken': { status: 409, title: 'This login ID cannot be used' },
  'account/no_earlier_address': { status: 409, title: 'There is no earlier address to put back' },
  'account/not_verified': { status: 403, title: 'Show first that the account is yours' },
  'account/nothing_changes': { status: 409, title: 'It is that already' },
  'account/password_known': {
    status: 422,
    title: 'Somebody else knows this password; choose another',
  },
  'account/password_weak': { status: 422, title: 'This password is too easy to guess' },
  'account/password_wrong': { status: 403, title: 'The current password does not match' },
  'account/proof_expired': { status: 410, title: 'This check has expired; start a new one' },
  'account/proof_locked': { status: 429, title: 'Too many wrong codes; start a new check' },
  'account/proof_wrong': { status: 422, title: 'The two codes do not both match' },
  'account/reset_expired': { status: 410, title: 'This reset link has expired' },
  'account/reset_unknown': { status: 404, title: 'This reset link is not known' },
  'account/reset_used': { status: 409, title: 'This reset link was used already' },
  'account/stopped': {
    status: 403,
    title: 'This account was stopped for its owner; the case page leads on',
  },
  'account/takeover_shown': {
    status: 409,
    title: 'The records show a takeover; look it through instead',
  },
  'account/too_many_tries': { status: 429, title: 'Too many tries; wait a quarter of an hour' },
  'account/unavailable': { status: 404, title: 'This company does not offer this' },
  'account/undo_expired': {
    status: 410,
    title: 'This link has expired; the emergency stop works without it',
  },
  'account/undo_unknown': {
    status: 404,
    title: 'This link is not known; the emergency stop works without it',
  },
  'account/undo_used': { status: 409, title: 'This link was pressed already, and the stop stands' },
  'account/unknown_api_token': { status: 404, title: 'There is no such key' },
  'account/unknown_case_link': { status: 404, title: 'This case link is not known or has expired' },
  'account/unknown_change': { status: 404, title: 'There is no such change' },
  'account/unknown_delivery_address': { status: 404, title: 'There is no such delivery address' },
  'account/unknown_member': { status: 404, title: 'There is no such member' },
  'account/unknown_stop': { status: 404, title: 'There is no such case' },
  'account/unknown_recovery': { status: 404, title: 'There is no such check' },
}
