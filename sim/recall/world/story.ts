import type { HolderRole } from '@modosu/recall'

/** Where a payment request leads: which account of which company, or nowhere. */
export interface Destination {
  readonly company: string
  readonly account: string
  readonly kind: 'escrow' | 'member' | 'sales' | 'refused'
  readonly transferId: string
  readonly payer: string
}

/** An order in escrow, as its seller and the market's people know it. */
export interface Order {
  readonly company: string
  readonly account: string
  /** Who is paid when it completes. */
  readonly seller: string
  /** What the market answers when a confirmed claim asks for the money. */
  answer: 'return' | 'wait' | 'keep'
  shipped: 'no' | 'unflagged' | 'flagged'
  /** How often its seller was told to wait: a mail may come twice, its record stands once. */
  mails: number
}

/** One person's claim that his account was taken over. */
export interface Case {
  readonly caseId: string
  readonly company: string
  readonly victim: string
  readonly sessions: readonly string[]
  decided: 'no' | 'confirmed' | 'withdrawn'
  everConfirmed: boolean
}

/** Everything that people know and companies do not. */
export interface Story {
  readonly destinations: Map<string, Destination>
  readonly orders: Map<string, Order>
  readonly cases: Map<string, Case>
  /** Accomplices whom the evidence names: their sales are held, not left. */
  accompliceKnown: boolean
  /** Sessions of intruders that moved something, as `company:victim`. */
  readonly robbed: Set<string>
  counter: number
}

export function newStory(): Story {
  return {
    destinations: new Map(),
    orders: new Map(),
    cases: new Map(),
    accompliceKnown: false,
    robbed: new Set(),
    counter: 0,
  }
}

const DIGITS = 24

/** The next name with this prefix: the same in every run of the same seed. */
export function nextName<Prefix extends string>(
  story: Story,
  prefix: Prefix,
): `${Prefix}_${string}` {
  story.counter += 1
  return `${prefix}_${String(story.counter).padStart(DIGITS, '0')}`
}

/** The role in which an account of the simulated services has its value. */
export function roleOf(story: Story, account: string): HolderRole | undefined {
  if (/^(points:|pay:[abr]$)/.test(account)) return 'owner'
  if (account === 'pay:m') return 'thief'
  if (account === 'pay:f') return 'gift'
  if (account.startsWith('escrow:')) return 'escrow'
  if (account === 'sales:s') return 'seller'
  if (account === 'sales:x') return story.accompliceKnown ? 'thief' : 'seller'
  return undefined
}
