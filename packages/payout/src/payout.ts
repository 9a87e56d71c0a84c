import type { Amount } from '@modosu/kernel'

/**
 * `waiting` until its time to be sent, `sending` while the bank is asked, `at_bank` until the bank
 * carries it out, `stopping` while the bank is asked to stop it. The last three are final.
 */
export type PayoutState =
  | 'waiting'
  | 'sending'
  | 'at_bank'
  | 'stopping'
  | 'settled'
  | 'stopped'
  | 'returned'

/** Money of a member on its way to his bank account. */
export interface Payout {
  readonly payoutId: string
  readonly memberId: string
  /** The ledger account that it was taken from. */
  readonly sourceAccount: string
  readonly amount: Amount
  /** What of the amount is kept for the transfer; nothing where it does not arrive. */
  readonly fee: Amount
  readonly payoutAccountId: string
  readonly sessionId: string
  readonly deviceId: string
  readonly askedAt: Date
  /** Until then it lies with us and can be stopped at once. */
  readonly sendsAt: Date
  readonly state: PayoutState
  /** When the bank will carry it out; until then the bank can stop it. */
  readonly settlesAt: Date | undefined
  readonly endedAt: Date | undefined
  /** Why it did not arrive. */
  readonly reason: string | undefined
}

/** What happens to a payout, and who says so. */
type PayoutEvent = 'send' | 'accept' | 'stop' | 'settle' | 'recall' | 'return'

/**
 * The whole life of a payout. What stands in no row cannot happen: the bank may tell the end before
 * it has answered, tell it twice, or tell it after the member pressed stop, and each has its row.
 */
export const payoutStates: Readonly<
  Record<PayoutState, Readonly<Partial<Record<PayoutEvent, PayoutState>>>>
> = {
  waiting: { send: 'sending', stop: 'stopped', return: 'returned' },
  sending: {
    accept: 'at_bank',
    stop: 'stopping',
    settle: 'settled',
    recall: 'stopped',
    return: 'returned',
  },
  at_bank: { stop: 'stopping', settle: 'settled', recall: 'stopped', return: 'returned' },
  stopping: { settle: 'settled', recall: 'stopped', return: 'returned' },
  settled: {},
  stopped: {},
  returned: {},
}

/** Where an event leads, or `undefined` when it changes nothing. */
export function nextState(from: PayoutState, event: PayoutEvent): PayoutState | undefined {
  return payoutStates[from][event]
}

export function isOpen({ state }: Pick<Payout, 'state'>): boolean {
  return Object.keys(payoutStates[state]).length > 0
}
