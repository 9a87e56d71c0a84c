import { type Amount, amount } from '@modosu/kernel'
import type { Leg } from './leg.ts'

/** What a leg is made of; the rest of it begins empty. */
export type LegSeed = Pick<
  Leg,
  | 'legId'
  | 'role'
  | 'caseId'
  | 'caseNumber'
  | 'attempt'
  | 'offsets'
  | 'unit'
  | 'stance'
  | 'reason'
  | 'evidence'
  | 'holdUntil'
  | 'answerDue'
  | 'hopsLeft'
  | 'renewals'
  | 'indemnity'
  | 'openedAt'
> &
  Partial<Pick<Leg, 'neighbour' | 'parentLegId' | 'owner' | 'transferId' | 'usableAt' | 'letGo'>>

/** A leg of which nothing has been said yet: everything that was asked for is in one bucket. */
export function newLeg(seed: LegSeed, begins: 'held' | 'onward'): Leg {
  const none = amount(0n)
  const asked = seed.offsets.reduce<Amount>((sum, range) => amount(sum + range.amount), none)
  return {
    neighbour: null,
    parentLegId: null,
    owner: null,
    transferId: null,
    usableAt: null,
    letGo: [],
    beyond: { held: none, returned: none, gone: none },
    ...seed,
    asked,
    decisionDue: null,
    askVersion: 1,
    askHeard: seed.role === 'assigner' ? 0 : 1,
    revision: 0,
    reportHeard: 0,
    amounts: {
      held: begins === 'held' ? asked : none,
      onward: begins === 'onward' ? asked : none,
      gone: none,
      returned: none,
      released: none,
    },
    report: null,
    refusedBy: null,
    settledAt: null,
  }
}
