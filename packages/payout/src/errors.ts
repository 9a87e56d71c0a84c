import type { FieldError, ProblemKind } from '@modosu/kernel'

/** Why a payout was refused. */
export const payoutProblems = {
  'payout/unknown_payout': { status: 404, title: 'There is no such payout' },
  'payout/shut': { status: 403, title: 'Nothing can leave this account at present' },
  'payout/limited': { status: 403, title: 'Payouts are shut until the office has decided' },
  'payout/no_bank_account': { status: 422, title: 'There is no bank account to pay out to' },
  'payout/name_unproved': {
    status: 422,
    title: 'The name has to be proved before the first payout',
  },
  'payout/other_name': { status: 422, title: 'The bank account belongs to another name' },
  'payout/name_wrong': { status: 422, title: 'The name is not as banks write names' },
  'payout/too_small': { status: 422, title: 'Less than one payout must be' },
  'payout/too_large': { status: 422, title: 'More than one payout may be' },
  'payout/insufficient': { status: 422, title: 'There is not enough to pay out' },
  'payout/too_late': { status: 409, title: 'The payout has ended; it cannot be stopped' },
  'payout/unknown_notice': { status: 404, title: 'No payout is known by this key' },
} as const satisfies Record<string, ProblemKind>

export type PayoutErrorCode = keyof typeof payoutProblems

/** A refusal of this package: its code and what helps the caller to mend the request. */
export type PayoutError = {
  readonly code: PayoutErrorCode
  readonly errors?: readonly FieldError[]
  /** The amount that would have been taken, as digits. */
  readonly limit?: string
  /** What can be paid out now, as digits. */
  readonly usable?: string
}
