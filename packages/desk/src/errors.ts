import type { ProblemKind } from '@modosu/kernel'

/** Everything that the desk may refuse. */
export type DeskErrorCode =
  | 'desk/sign_in_refused'
  | 'desk/passkey_refused'
  | 'desk/passkey_taken'
  | 'desk/passkey_needed'
  | 'desk/sign_in_too_old'
  | 'desk/too_many_tries'
  | 'desk/unknown_case'
  | 'desk/unknown_decision'
  | 'desk/unknown_task'
  | 'desk/unknown_member'
  | 'desk/unknown_case_link'
  | 'desk/not_ours_to_decide'
  | 'desk/case_closed'
  | 'desk/already_returned'
  | 'desk/nothing_returned'
  | 'desk/already_decided'
  | 'desk/decision_waiting'
  | 'desk/nothing_to_decide'
  | 'desk/evidence_missing'
  | 'desk/same_person'
  | 'desk/claim_refused'

/** What the outside is told about each of them. */
export const deskProblems: Record<DeskErrorCode, ProblemKind> = {
  'desk/sign_in_refused': { status: 401, title: 'The sign-in name or the password is not right' },
  'desk/passkey_refused': { status: 401, title: 'This passkey was not taken; try once more' },
  'desk/passkey_taken': { status: 409, title: 'This passkey is in use already' },
  'desk/passkey_needed': { status: 409, title: 'There is no such passkey, or it is the last one' },
  'desk/sign_in_too_old': { status: 403, title: 'Sign in once more first' },
  'desk/too_many_tries': { status: 429, title: 'Too many tries to sign in; wait a little' },
  'desk/unknown_case': { status: 404, title: 'There is no such case here' },
  'desk/unknown_decision': { status: 404, title: 'There is no such decision here' },
  'desk/unknown_task': { status: 404, title: 'There is no such task here, or it is done' },
  'desk/unknown_member': { status: 404, title: 'There is no such member here' },
  'desk/unknown_case_link': { status: 404, title: 'This link opens no case' },
  'desk/not_ours_to_decide': {
    status: 409,
    title: 'The company whose member the owner is decides this case',
  },
  'desk/case_closed': { status: 409, title: 'The case is closed' },
  'desk/already_returned': {
    status: 409,
    title: 'Points have been returned already; the claim cannot be withdrawn any more',
  },
  'desk/nothing_returned': { status: 409, title: 'No points of this claim have come home' },
  'desk/already_decided': { status: 409, title: 'This has been decided already' },
  'desk/decision_waiting': {
    status: 409,
    title: 'A decision of this case waits for its second person',
  },
  'desk/nothing_to_decide': { status: 409, title: 'Nothing of this claim is open any more' },
  'desk/evidence_missing': {
    status: 422,
    title: 'A return needs evidence from sessions and devices, or a verified owner',
  },
  'desk/same_person': {
    status: 403,
    title: 'The second person cannot be the one who proposed the decision',
  },
  'desk/claim_refused': { status: 409, title: 'The claim cannot follow this decision now' },
}

/** A refusal of the desk, with what else the caller should know. */
export interface DeskRefusal {
  readonly code: DeskErrorCode
  readonly [member: string]: unknown
}
