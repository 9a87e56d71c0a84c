/** An account at a Japanese bank, and its holder as banks write names. */
export interface BankAccount {
  readonly bankCode: string
  readonly branchCode: string
  readonly kind: 'ordinary' | 'current' | 'savings'
  readonly number: string
  readonly holder: string
}

/** What a client asks for. */
export interface TransferOrder {
  readonly client: string
  readonly key: string
  readonly to: BankAccount
  readonly amount: bigint
}

export type TransferState = 'accepted' | 'settled' | 'returned' | 'recalled'
type ReturnReason = 'no_such_account' | 'other_name'

/** A transfer as it stands; one that was recalled before it came has no order. */
export interface BankTransfer {
  readonly client: string
  readonly key: string
  readonly order: TransferOrder | undefined
  readonly state: TransferState
  /** When it will be credited, or when it ended. */
  readonly at: Date
  readonly reason: ReturnReason | null
}

/** What a client has to be told, until it has taken it. */
export interface Notice {
  readonly noticeId: string
  readonly client: string
  readonly key: string
  readonly state: Exclude<TransferState, 'accepted'>
  readonly reason: ReturnReason | null
  readonly at: Date
}

/** Money that a client takes out of an account, with its holder's consent; decided at once. */
export interface BankDebit {
  readonly client: string
  readonly key: string
  readonly from: BankAccount
  readonly amount: bigint
  readonly state: 'debited' | 'refused'
  readonly reason: ReturnReason | 'not_enough' | null
  readonly at: Date
}

/** Everything that ever happens at the bank; what it knows is made of these and nothing else. */
export type BankEvent =
  | { readonly type: 'opened'; readonly account: BankAccount }
  | { readonly type: 'accepted'; readonly order: TransferOrder; readonly settlesAt: Date }
  | { readonly type: 'ended'; readonly notice: Notice }
  | { readonly type: 'paid_in'; readonly account: string; readonly amount: bigint }
  | { readonly type: 'debited'; readonly debit: BankDebit }
  | { readonly type: 'told'; readonly noticeId: string }

/** How an account is called in lists and on the glass wall. */
export function accountName(account: Omit<BankAccount, 'holder'>): string {
  return [account.bankCode, account.branchCode, account.kind, account.number].join('-')
}
