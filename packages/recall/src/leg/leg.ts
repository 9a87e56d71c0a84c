import type { Amount } from '@modosu/kernel'
import type { BucketAmounts, Range } from './parts.ts'

/** What the assigner says about its claim. It only moves to the right, or to withdrawn. */
export type Stance = 'provisional' | 'confirmed' | 'withdrawn'

/** How well a claim is founded; the limits of a hold follow from it. */
export type Evidence = 'press' | 'machine' | 'verified' | 'police'

/** ISO 20022 external cancellation reasons: not authorised by the customer, fraud. */
export type ClaimReason = 'UAPA' | 'FRAD'

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
  readonly revision: number
  readonly amounts: BucketAmounts
  readonly report: unknown
  readonly usableAt: Date | null
  readonly openedAt: Date
  readonly settledAt: Date | null
}

/** True when `next` may follow `now`: stances only grow. */
export function stanceMayBecome(now: Stance, next: Stance): boolean {
  return now === next || now === 'provisional' || (now === 'confirmed' && next === 'withdrawn')
}
