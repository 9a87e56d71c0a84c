import type { ProblemKind } from '@modosu/kernel'

/** Every way in which the ledger refuses. Nothing is changed and no key is used by a refusal. */
export type LedgerError =
  | { readonly code: 'ledger/conflicting_key'; readonly key: string }
  | { readonly code: 'ledger/unknown_account'; readonly account: string }
  | { readonly code: 'ledger/account_conflict'; readonly account: string }
  | { readonly code: 'ledger/unknown_kind'; readonly kind: string }
  | { readonly code: 'ledger/unit_mismatch'; readonly account: string }
  | { readonly code: 'ledger/same_account'; readonly account: string }
  | { readonly code: 'ledger/frozen'; readonly account: string }
  | { readonly code: 'ledger/insufficient'; readonly account: string }
  | { readonly code: 'ledger/expired'; readonly account: string }
  | { readonly code: 'ledger/span_not_live' }
  | { readonly code: 'ledger/span_not_spent' }
  | { readonly code: 'ledger/not_given_from_here' }
  | { readonly code: 'ledger/already_given_back' }
  | { readonly code: 'ledger/unknown_hold'; readonly key: string }
  | { readonly code: 'ledger/unknown_reservation'; readonly key: string }
  | { readonly code: 'ledger/unknown_transfer'; readonly transferId: string }

export type LedgerErrorCode = LedgerError['code']

/** What each refusal looks like at an edge (RFC 9457). Total: a missing code does not compile. */
export const ledgerProblems: Readonly<Record<LedgerErrorCode, ProblemKind>> = {
  'ledger/conflicting_key': { status: 409, title: 'The key was used for another request' },
  'ledger/unknown_account': { status: 404, title: 'There is no such account for this' },
  'ledger/account_conflict': { status: 409, title: 'The account exists with other attributes' },
  'ledger/unknown_kind': { status: 422, title: 'There is no such kind of account' },
  'ledger/unit_mismatch': { status: 422, title: 'The accounts have different units' },
  'ledger/same_account': { status: 422, title: 'From and to are the same account' },
  'ledger/frozen': { status: 423, title: 'The account is frozen' },
  'ledger/insufficient': { status: 422, title: 'The balance is too small' },
  'ledger/expired': { status: 422, title: 'The expiry date has passed' },
  'ledger/span_not_live': { status: 409, title: 'Some of these units are no longer there' },
  'ledger/span_not_spent': { status: 409, title: 'Some of these units never left their owner' },
  'ledger/not_given_from_here': { status: 422, title: 'Nothing is given back from this account' },
  'ledger/already_given_back': { status: 409, title: 'Some of these units were given back before' },
  'ledger/unknown_hold': { status: 404, title: 'There is no such hold' },
  'ledger/unknown_reservation': { status: 404, title: 'There is no such reservation or grant' },
  'ledger/unknown_transfer': { status: 404, title: 'There is no such transfer or offset' },
}

/** Turns the word of a SQL function into a refusal; an unknown word is a fault. */
export function refusalOf(word: string, detail: string): LedgerError {
  switch (word) {
    case 'conflicting_key':
      return { code: 'ledger/conflicting_key', key: detail }
    case 'unknown_account':
    case 'account_conflict':
    case 'unit_mismatch':
    case 'same_account':
    case 'frozen':
    case 'insufficient':
    case 'expired':
      return { code: `ledger/${word}`, account: detail }
    case 'unknown_kind':
      return { code: 'ledger/unknown_kind', kind: detail }
    case 'span_not_live':
    case 'span_not_spent':
    case 'not_given_from_here':
    case 'already_given_back':
      return { code: `ledger/${word}` }
    case 'unknown_hold':
      return { code: 'ledger/unknown_hold', key: detail }
    case 'unknown_transfer':
      return { code: 'ledger/unknown_transfer', transferId: detail }
    default:
      throw new Error(`the ledger refused with an unknown word: ${word}`)
  }
}
