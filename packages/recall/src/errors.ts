import type { ProblemKind } from '@modosu/kernel'

/** Why the wire or the engine refused. The codes are the protocol's. */
export const recallProblems = {
  'recall/unknown_neighbour': { status: 401, title: 'Only neighbours by contract may call' },
  'recall/bad_signature': { status: 401, title: 'The signature does not fit the message' },
  'recall/stale': {
    status: 401,
    title: 'The message is older than five minutes, or from the future',
  },
  'recall/replayed': { status: 409, title: 'This very message was received before' },
  'recall/busy': { status: 503, title: 'Too many messages at once; ask again a little later' },
  'recall/malformed': { status: 400, title: 'A field of the message is not as it must be' },
  'recall/unknown_leg': { status: 404, title: 'There is no such leg between us' },
  'recall/unknown_transfer': { status: 404, title: 'There is no such transfer between us' },
  'recall/amount_mismatch': { status: 422, title: 'The offsets do not add up to the amount' },
  'recall/offsets_overlap': { status: 422, title: 'The offsets overlap or are not in order' },
  'recall/limit': { status: 422, title: 'The claim goes beyond a limit of the contract' },
  'recall/evidence_missing': {
    status: 422,
    title: 'A press alone confirms nothing; evidence of sessions and devices is needed',
  },
  'recall/contradiction': { status: 409, title: 'This contradicts what was said before' },
  'recall/attempt_open': {
    status: 409,
    title: 'An earlier attempt has not ended for these offsets',
  },
  'recall/unknown_case': { status: 404, title: 'There is no such claim here' },
  'recall/not_confirmable': { status: 409, title: 'The claim was withdrawn or has ended' },
  'recall/not_renewable': {
    status: 409,
    title: 'Nothing is held provisionally, or it was renewed as often as it may be',
  },
  'recall/nothing_to_ask': { status: 409, title: 'Nothing of this claim could be asked for again' },
  'recall/nothing_returned': { status: 409, title: 'Nothing came back that could be given back' },
  'recall/nothing_held': { status: 409, title: 'Nothing is held in front of this holder' },
  'recall/already_decided': { status: 409, title: 'This has been decided already' },
  'recall/not_a_thief': {
    status: 409,
    title: 'Only the balance of a decided thief makes good what sank',
  },
  'recall/loss_account_short': { status: 409, title: 'The loss account has too little' },
  'recall/refused': { status: 409, title: 'The transfer is refused for ever' },
} as const satisfies Record<string, ProblemKind>

export type RecallErrorCode = keyof typeof recallProblems

/** A refusal of this package: its code and what helps the caller to mend the request. */
export type RecallError = {
  readonly code: RecallErrorCode
  readonly errors?: readonly { readonly pointer: string; readonly reason: string }[]
  readonly limit?: string
}
