import type { Ctx, Words } from '@modosu/kernel'

/** What a member is to be told, and where. */
export interface PayoutMember {
  readonly memberId: string
  readonly email: string
  readonly displayName: string
}

/** A bank account as its owner has entered it. */
export interface PayoutBankAccount {
  readonly bankCode: string
  readonly branchCode: string
  readonly kind: 'ordinary' | 'current' | 'savings'
  readonly number: string
  readonly holderKana: string
}

/** Why payouts of a member wait, and until when; null while only somebody can lift it. */
export interface PayoutDelay {
  readonly open: boolean
  readonly until: Date | null
  readonly why: readonly { readonly words: Words }[]
}

/** The rules of payouts; the numbers are parameters of this house. */
export interface PayoutPolicy {
  /** Only to an account of the name that the member has proved. */
  readonly sameName: boolean
  /** The hour in Japan at which the payouts of the day before are handed to the bank. */
  readonly sendHour: number
  readonly fee: bigint
  /** From this amount on there is no fee. */
  readonly freeFrom: bigint
}

/** The company's account at its bank: where it answers, and how both prove who they are. */
export interface BankConfig {
  readonly origin: string
  readonly token: string
  readonly webhookSecret: string
}

/** What payouts are given by the wiring. */
export interface PayoutDeps {
  readonly bank: BankConfig
  readonly policy: PayoutPolicy
  readonly origin: string
  readonly displayName: Words
  /** The ledger account of a member that may be paid out. */
  accountOf(memberId: string): string
  readMembers(ctx: Ctx, memberIds: readonly string[]): Promise<readonly PayoutMember[]>
  readBankAccount(
    ctx: Ctx,
    memberId: string,
  ): Promise<{ payoutAccountId: string; account: PayoutBankAccount } | undefined>
  /** Asked when a payout is asked for, and again when it is sent: much may have happened between. */
  readDelay(ctx: Ctx, memberId: string): Promise<PayoutDelay>
  /** The office has shut payouts of this member. */
  isLimited?(ctx: Ctx, memberId: string): Promise<boolean>
}
