import type { Words } from '@modosu/kernel'

/** Where a case stands; the account holder reads it as a sentence. */
export type CaseState =
  | 'opening'
  | 'stopped'
  | 'second_person'
  | 'returning'
  | 'withdrawing'
  | 'owner_next'
  | 'closed'

/** What a state is worked out from: facts that are written once and never taken back. */
export interface CaseFacts {
  /** Our part of a neighbour's case: the neighbour decides, we hold and tell. */
  readonly isPart: boolean
  readonly stolen: bigint
  readonly returned: bigint
  readonly gone: bigint
  /** An order is held that is known not to be shipped. */
  readonly unshipped: boolean
  /** An order is held, so the seller's answer is what it waits for. */
  readonly inEscrow: boolean
  readonly verified: boolean
  readonly givenBack: boolean
  readonly settled: boolean
  readonly closed: boolean
  readonly waiting: boolean
  readonly decided: 'return' | 'withdraw' | null
}

/** Whose move it is: the account holder's, this desk's, the seller's, a neighbour's, or nobody's. */
export type Turn = 'owner' | 'desk' | 'seller' | 'partner' | null

interface StateRow {
  readonly state: CaseState
  readonly when: (facts: CaseFacts) => boolean
  readonly turn: (facts: CaseFacts) => Turn
}

/**
 * The states of a case in order: the first row whose condition holds is where the case stands. Facts
 * may arrive in any order (the owner may get the account back before the points are home), so the
 * state is worked out and never stored.
 */
const CASE_STATES: readonly StateRow[] = [
  { state: 'closed', when: (facts) => facts.closed, turn: () => null },
  { state: 'owner_next', when: (facts) => facts.settled, turn: () => 'owner' },
  { state: 'second_person', when: (facts) => facts.waiting, turn: () => 'desk' },
  { state: 'withdrawing', when: (facts) => facts.decided === 'withdraw', turn: () => 'partner' },
  {
    state: 'returning',
    when: (facts) => facts.decided === 'return',
    turn: (facts) => (facts.inEscrow ? 'seller' : 'partner'),
  },
  {
    state: 'stopped',
    when: () => true,
    turn: (facts) => (facts.isPart ? 'partner' : 'desk'),
  },
]

export function caseStateOf(facts: CaseFacts): { state: CaseState; turn: Turn } {
  for (const row of CASE_STATES) {
    if (row.when(facts)) return { state: row.state, turn: row.turn(facts) }
  }
  throw new Error('the last row of the table takes every case')
}

/** A thing that only the account holder can do. */
export type OwnerTask = 'prove_identity' | 'review_account'

/** What the owner can do now; none is urgent, and what is stopped stays stopped without them. */
export function ownerTasks(facts: CaseFacts): readonly OwnerTask[] {
  if (facts.closed || facts.givenBack || facts.isPart) return []
  return facts.verified ? ['review_account'] : ['prove_identity']
}

/** The state in one sentence: the first thing on the page. */
export function headlineOf(state: CaseState, facts: CaseFacts): Words {
  switch (state) {
    case 'opening':
      return { ja: '受け付けました。いま止めています。', en: 'Received. It is being stopped now.' }
    case 'stopped':
    case 'second_person':
      if (facts.stolen === 0n) {
        return { ja: '止めてあります。', en: 'It is stopped.' }
      }
      return facts.unshipped
        ? { ja: '止めてあります。発送もまだです。', en: 'It is stopped. Nothing has shipped.' }
        : { ja: '止めてあります。', en: 'It is stopped and kept safe.' }
    case 'returning':
      return { ja: '戻すことが決まりました。', en: 'It is decided: the points go back to you.' }
    case 'withdrawing':
      return { ja: '止めるのを終えています。', en: 'The hold is being lifted.' }
    case 'owner_next':
      return settledHeadline(facts)
    case 'closed':
      return facts.returned === facts.stolen
        ? { ja: 'すべて戻りました。', en: 'Everything is back.' }
        : { ja: '手続きが終わりました。', en: 'The case is closed.' }
  }
}

function settledHeadline(facts: CaseFacts): Words {
  if (facts.stolen === 0n) {
    return { ja: '出ていったポイントはありません。', en: 'No points have left your account.' }
  }
  if (facts.returned === facts.stolen) {
    return facts.verified
      ? {
          ja: 'ポイントは戻りました。アカウントを元に戻すと、使えるようになります。',
          en: 'The points are back. They can be used once your account is put back.',
        }
      : {
          ja: 'ポイントは戻りました。ご本人の確認がすむと、使えるようになります。',
          en: 'The points are back. They can be used once you have shown that it is you.',
        }
  }
  return {
    ja: 'すべてのポイントの行方が決まりました。',
    en: 'It is settled where all the points are.',
  }
}
