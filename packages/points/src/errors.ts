import type { FieldError, ProblemKind } from '@modosu/kernel'

/** Why points refused. */
export const pointsProblems = {
  'points/expiry_wrong': { status: 422, title: 'The expiry does not fit this kind of points' },
  'points/grant_too_large': { status: 422, title: 'More points than one grant may give' },
} as const satisfies Record<string, ProblemKind>

export type PointsErrorCode = keyof typeof pointsProblems

/** A refusal of this package: its code and what helps the caller to mend the request. */
export type PointsError = {
  readonly code: PointsErrorCode
  readonly errors?: readonly FieldError[]
  /** The largest amount that would have been taken, as digits. */
  readonly limit?: string
}
