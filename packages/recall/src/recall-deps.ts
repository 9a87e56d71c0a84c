import type { Holder } from './holder.ts'
import type { Evidence } from './leg/leg.ts'
import type { NeighbourDirectory } from './neighbour-directory.ts'
import { type ClaimRules, claimRulesDefault, longestHoldHours } from './rules/claim-rules.ts'

/** Limits and times of a company's claims. */
export interface RecallPolicy {
  /** Who may be asked for what, by role and evidence. */
  readonly rules: ClaimRules
  /** How long a provisional hold lasts, by evidence, in hours. */
  readonly holdHours: Readonly<Record<Evidence, number>>
  /** How often a person may renew one hold. */
  readonly renewalsMax: number
  /** Until when a neighbour owes its first answer, in hours. */
  readonly answerHours: number
  /** Until when a confirmed claim should be decided by whoever holds its value, in hours. */
  readonly decisionHours: number
  /** Between two claims that meet here a person decides; after so many hours the first one has it. */
  readonly contestHours: number
  /** How many companies a claim may follow. */
  readonly hopsMax: number
  /** How many legs one leg may open. */
  readonly fanOutMax: number
  /** How old a transfer may be that a claim still follows, in days. */
  readonly ageDaysMax: number
  /** The smallest amount of a transfer that is followed. */
  readonly amountMin: bigint
  /** How often one claim may ask about the same value. */
  readonly attemptsMax: number
  /** How long a lot that ran out while it was away stays usable after its return, in days. */
  readonly graceDays: number
  /** Whether the owner is paid from the loss account for what a confirmed claim cannot bring back. */
  readonly cover: 'none' | 'confirmed'
  /** When the owner of a confirmed claim is paid for what is still out, in hours. */
  readonly coverHours: number
  /** What we offer to bear if a return proves wrong, and above which amount we ask for it. */
  readonly indemnity: {
    readonly offered: boolean
    readonly days: number
    readonly demandedAbove: bigint | null
  }
}

export const recallPolicyDefault: RecallPolicy = {
  rules: claimRulesDefault,
  holdHours: longestHoldHours(claimRulesDefault),
  renewalsMax: 4,
  answerHours: 24,
  decisionHours: 7 * 24,
  contestHours: 7 * 24,
  hopsMax: 8,
  fanOutMax: 1_000,
  ageDaysMax: 180,
  amountMin: 1n,
  attemptsMax: 5,
  graceDays: 30,
  cover: 'confirmed',
  coverHours: 24,
  indemnity: { offered: true, days: 180, demandedAbove: null },
}

/** What the engine needs besides its context: who we are, whom we know, who holds what. */
export interface RecallDeps {
  readonly neighbours: NeighbourDirectory
  readonly holders: readonly Holder[]
  readonly policy: RecallPolicy
}
