import type { FieldError, ProblemKind } from '@modosu/kernel'

/** Why points refused. */
export const pointsProblems = {
  'points/expiry_wrong': { status: 422, title: 'The expiry does not fit this kind of points' },
  'points/grant_too_large': { status: 422, title: 'More points than one grant may give' },
  'points/unknown_programme': { status: 404, title: 'There is no such partner programme' },
  'points/unknown_exchange': { status: 404, title: 'There is no such exchange' },
  'points/unknown_member_number': { status: 404, title: 'Nobody has this number here' },
  'points/already_sent': { status: 409, title: 'The exchange has left; it cannot be stopped here' },
  'points/contradiction': { status: 409, title: 'This contradicts what was announced before' },
  'points/spending_shut': { status: 403, title: 'Nothing can leave this account at present' },
  'points/leaving_delayed': {
    status: 403,
    title: 'After a change of the account, exchanges wait for a while',
  },
  'points/use_too_small': { status: 422, title: 'Fewer points than can be used here' },
  'points/use_limit': {
    status: 422,
    title: 'More points than may be used for an order or a month',
  },
  'points/unknown_entry': { status: 404, title: 'There is no such entry' },
  'points/insufficient': { status: 422, title: 'There are not enough points to use' },
} as const satisfies Record<string, ProblemKind>

export type PointsErrorCode = keyof typeof pointsProblems

/** A refusal of this package: its code and what helps the caller to mend the request. */
export type PointsError = {
  readonly code: PointsErrorCode
  readonly errors?: readonly FieldError[]
  /** The largest amount that would have been taken, as digits. */
  readonly limit?: string
  /** When it will be possible again; null when nobody can say yet. */
  readonly until?: string | null
  /** What can be used now, as digits. */
  readonly usable?: string
}
