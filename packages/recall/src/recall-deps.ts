import type { Holder } from './holder.ts'
import type { Evidence } from './leg/leg.ts'
import type { NeighbourDirectory } from './neighbour-directory.ts'

/** Limits and times of a company's claims. */
export interface RecallPolicy {
  /** How long a provisional hold lasts, by evidence, in hours. */
  readonly holdHours: Readonly<Record<Evidence, number>>
  /** Until when a neighbour owes its first answer, in hours. */
  readonly answerHours: number
  /** How many companies a claim may follow. */
  readonly hopsMax: number
  /** How long a lot that ran out while it was away stays usable after its return, in days. */
  readonly graceDays: number
}

export const recallPolicyDefault: RecallPolicy = {
  holdHours: { press: 24, machine: 72, verified: 72, police: 72 },
  answerHours: 24,
  hopsMax: 8,
  graceDays: 30,
}

/** What the engine needs besides its context: who we are, whom we know, who holds what. */
export interface RecallDeps {
  readonly neighbours: NeighbourDirectory
  readonly holders: readonly Holder[]
  readonly policy: RecallPolicy
}
