import type { HolderRole } from '../holder.ts'
import type { Evidence } from '../leg/leg.ts'

/** What a claim may do with value that rests with a holder of one role, on evidence of one class. */
export interface ClaimRule {
  /** How long an unconfirmed claim may hold there, in hours; 0: it is left and told as gone. */
  readonly holdHours: number
  /**
   * Once the claim is confirmed: `return` it, ask the `holder` whether it can go back now, leave it
   * with who has it in good faith (`keep`), or `wait` for better evidence.
   */
  readonly confirmed: 'return' | 'holder' | 'keep' | 'wait'
  /** Whether the other balance of this holder may make good what sank elsewhere at this company. */
  readonly otherBalance: boolean
  /** Above this amount two people decide. */
  readonly twoPeopleAbove: bigint
}

export type ClaimRules = Readonly<Record<HolderRole, Readonly<Record<Evidence, ClaimRule>>>>

/** A press is a stranger's word until somebody looks: a day, and never a return. */
const PRESS_HOURS = 24
const EVIDENCE_HOURS = 72
const TWO_PEOPLE_ABOVE = 10_000n

const left: ClaimRule = {
  holdHours: 0,
  confirmed: 'keep',
  otherBalance: false,
  twoPeopleAbove: TWO_PEOPLE_ABOVE,
}
const pressed: ClaimRule = {
  holdHours: PRESS_HOURS,
  confirmed: 'wait',
  otherBalance: false,
  twoPeopleAbove: 0n,
}
const founded: ClaimRule = {
  holdHours: EVIDENCE_HOURS,
  confirmed: 'return',
  otherBalance: false,
  twoPeopleAbove: TWO_PEOPLE_ABOVE,
}
const inEscrow: ClaimRule = { ...founded, confirmed: 'holder' }
const againstThief: ClaimRule = { ...founded, otherBalance: true }

/**
 * Who may be asked for what. A seller in good faith and a sink keep what they were paid, whatever
 * the evidence: a person who finds that a seller was in it decides his role, and then the row of the
 * thief holds. Whoever got the value for nothing gives back what is left of it and no more.
 */
export const claimRulesDefault: ClaimRules = {
  owner: { press: pressed, machine: founded, verified: founded, police: founded },
  thief: { press: pressed, machine: founded, verified: againstThief, police: againstThief },
  gift: { press: pressed, machine: founded, verified: founded, police: founded },
  escrow: { press: pressed, machine: inEscrow, verified: inEscrow, police: inEscrow },
  seller: { press: left, machine: left, verified: left, police: left },
  sink: { press: left, machine: left, verified: left, police: left },
}

/** The longest hold that evidence of each class may place anywhere, in hours. */
export function longestHoldHours(rules: ClaimRules): Readonly<Record<Evidence, number>> {
  const longest = (evidence: Evidence) =>
    Object.values(rules).reduce((most, row) => {
      const { holdHours } = row[evidence]
      return holdHours > most ? holdHours : most
    }, 0)
  return {
    press: longest('press'),
    machine: longest('machine'),
    verified: longest('verified'),
    police: longest('police'),
  }
}

/**
 * How many people a decision needs. Its holders are not all known where it is taken, so the strictest
 * row counts; after a claim of the same owner that failed, two people look at any amount.
 */
export function peopleNeeded(
  rules: ClaimRules,
  claim: { readonly evidence: Evidence; readonly amount: bigint; readonly failedBefore: number },
): 1 | 2 {
  if (claim.failedBefore > 0) return 2
  const limits = Object.values(rules).map((row) => row[claim.evidence].twoPeopleAbove)
  return limits.some((limit) => claim.amount > limit) ? 2 : 1
}
