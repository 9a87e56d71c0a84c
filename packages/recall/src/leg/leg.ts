import type { Amount } from '@modosu/kernel'
import type { BucketAmounts, Range } from './parts.ts'

/** What the assigner says about its claim. It only moves to the right, or to withdrawn. */
export type Stance = 'provisional' | 'confirmed' | 'withdrawn'

/** How well a claim is founded; the limits of a hold follow from it. */
export type Evidence = 'press' | 'machine' | 'verified' | 'police'

const EVIDENCE_RANK: Readonly<Record<Evidence, number>> = {
  press: 0,
  machine: 1,
  verified: 2,
  police: 3,
}

/** The better founded of two: what is known about a claim does not become less. */
export function betterEvidence(a: Evidence, b: Evidence): Evidence {
  return EVIDENCE_RANK[b] > EVIDENCE_RANK[a] ? b : a
}

/** ISO 20022 external cancellation reasons: not authorised by the customer, fraud. */
export type ClaimReason = 'UAPA' | 'FRAD'

/** How much of what is onward is held, on its way back, and lost further away: figures, no places. */
export interface Beyond {
  readonly held: Amount
  readonly returned: Amount
  readonly gone: Amount
}

/** What the asker bears if a return proves wrong. */
export interface Indemnity {
  /** A string of digits in the unit of the leg. */
  readonly cap: string
  readonly until: string
}

/**
 * One case asking one company about one transfer. `root` is the case asking its own company about
 * what left the owner's accounts; there the offsets count the stolen units.
 */
export interface Leg {
  readonly legId: string
  readonly role: 'root' | 'assigner' | 'assignee'
  readonly caseId: string
  readonly caseNumber: string
  readonly neighbour: string | null
  readonly parentLegId: string | null
  readonly owner: string | null
  readonly transferId: string | null
  readonly attempt: number
  readonly offsets: readonly Range[]
  readonly unit: string
  readonly asked: Amount
  readonly stance: Stance
  readonly reason: ClaimReason
  readonly evidence: Evidence
  readonly holdUntil: Date
  readonly answerDue: Date
  readonly hopsLeft: number
  /** How often a person renewed the provisional hold. */
  readonly renewals: number
  readonly indemnity: Indemnity | null
  /** At the assignee, once confirmed: when it should have decided. */
  readonly decisionDue: Date | null
  /** Versions of the ask register, and the newest that the assignee has answered. */
  readonly askVersion: number
  readonly askHeard: number
  readonly revision: number
  readonly amounts: BucketAmounts
  /** At the assignee: the newest revision that the assigner has heard. */
  readonly reportHeard: number
  readonly report: unknown
  /** The neighbour's definite no to our ask, as its code. */
  readonly refusedBy: string | null
  /** Offsets that the asker has taken back: they only grow, and are never asked for again. */
  readonly letGo: readonly Range[]
  /** Of what is onward, what is known of companies further away. */
  readonly beyond: Beyond
  readonly usableAt: Date | null
  readonly openedAt: Date
  readonly settledAt: Date | null
}

/** True when `next` may follow `now`: stances only grow. */
export function stanceMayBecome(now: Stance, next: Stance): boolean {
  return now === next || now === 'provisional' || (now === 'confirmed' && next === 'withdrawn')
}
