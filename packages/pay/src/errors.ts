import type { FieldError, ProblemKind } from '@modosu/kernel'

/** Why Pay refused. */
export const payProblems = {
  'pay/unknown_payment': { status: 404, title: 'There is no such payment' },
  'pay/unknown_receiver': { status: 404, title: 'Nobody can be sent money by this code' },
  'pay/own_wallet': { status: 422, title: 'Money cannot be sent to the own wallet' },
  'pay/send_limit': { status: 422, title: 'More than may be sent within a day' },
  'pay/already_approved': { status: 409, title: 'This payment was approved before' },
  'pay/not_authorised': { status: 409, title: 'Nothing of this payment waits to be captured' },
  'pay/delayed': { status: 409, title: 'This payment waits for the end of a delay' },
  'pay/capture_too_large': { status: 422, title: 'More than is left of this payment' },
  'pay/stopped': { status: 409, title: 'This payment was stopped' },
  'pay/points_exceed_amount': { status: 422, title: 'More points than there is to pay' },
  'pay/points_limit': { status: 422, title: 'More points than may be used at once or in a month' },
  'pay/use_order_wrong': { status: 422, title: 'The order of use does not name each kind once' },
  'pay/charging_unknown': { status: 404, title: 'Wallets cannot be charged here' },
  'pay/no_bank_account': { status: 422, title: 'There is no bank account to charge from' },
  'pay/charge_size': { status: 422, title: 'Less or more than one charge may be' },
  'pay/charge_limit': { status: 422, title: 'More than may be charged at present' },
  'pay/spending_shut': { status: 403, title: 'Nothing can leave this account at present' },
  'pay/leaving_delayed': {
    status: 403,
    title: 'After a change of the account, payments that cannot be stopped wait for a while',
  },
  'pay/expired': { status: 410, title: 'The time for this payment has passed' },
  'pay/insufficient': { status: 422, title: 'There is not enough to use' },
  'pay/expiry_wrong': { status: 422, title: 'The expiry of the payment request is not possible' },
  'pay/contradiction': { status: 409, title: 'This contradicts the request that was made before' },
} as const satisfies Record<string, ProblemKind>

export type PayErrorCode = keyof typeof payProblems

/** A refusal of this package: its code and what helps the caller to mend the request. */
export type PayError = {
  readonly code: PayErrorCode
  readonly errors?: readonly FieldError[]
  /** When it will be possible again; null when nobody can say yet. */
  readonly until?: string | null
  /** What can be used now, as digits. */
  readonly usable?: string
}
