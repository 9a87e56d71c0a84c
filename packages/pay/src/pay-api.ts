import type { Amount, Api, Ctx, Result, Words } from '@modosu/kernel'
import type { NeighbourDirectory } from '@modosu/recall'
import { addCaptures } from './http/captures.ts'
import { addCharges } from './http/charges.ts'
import { addPayHistory } from './http/history.ts'
import { addPaymentRequests } from './http/payment-requests.ts'
import { addSends } from './http/sends.ts'
import { addStatements } from './http/statements.ts'
import { addWallet } from './http/wallet.ts'
import type { PayPolicy } from './pay-policy.ts'

/** What Pay needs to know of a member: where to write, and how to call him. */
export interface PayMember {
  readonly memberId: string
  readonly email: string
  readonly displayName: string
}

/** What became of a debit: the money is the company's, or why it is not. */
export type Debit =
  | { readonly state: 'debited' }
  | { readonly state: 'refused'; readonly reason: string }

/** A member's own bank account, in whatever way the bank is told of it. */
interface OwnBankAccount<Account> {
  readonly payoutAccountId: string
  readonly account: Account
  /** When it was registered. */
  readonly since: Date
}

/** How wallets are charged from bank accounts: by the account room and the company's bank. */
export interface Charging<Account = unknown> {
  readBankAccount(ctx: Ctx, memberId: string): Promise<OwnBankAccount<Account> | undefined>
  debit(order: {
    readonly key: string
    readonly from: Account
    readonly amount: Amount
  }): Promise<Debit>
  findDebit(key: string): Promise<Debit>
}

/** What Pay is given by the wiring. */
export interface PayDeps {
  readonly neighbours: NeighbourDirectory
  readonly policy: PayPolicy
  /** Where members reach this company's pages, without a trailing slash. */
  readonly origin: string
  readonly displayName: Words
  /** Only where the company has a bank. */
  readonly charging?: Charging
  /** Points are used in Pay: whether the limits of the member allow it, by the points service. */
  notePointsUse?(
    ctx: Ctx,
    use: { readonly orderId: string; readonly memberId: string; readonly amount: Amount },
  ): Promise<Result<void, { code: string; limit?: string }>>
  /** Whether value may leave the member's account now: asked when a delay is over. */
  readDelay?(
    ctx: Ctx,
    memberId: string,
  ): Promise<{ readonly open: boolean; readonly until: Date | null }>
  /** The members that exist of those asked for; the account room knows them. */
  readMembers(ctx: Ctx, memberIds: readonly string[]): Promise<readonly PayMember[]>
}

/** Adds Pay's endpoints. */
export function payApi(api: Api, deps: PayDeps): void {
  addWallet(api, deps)
  addSends(api, deps)
  addPaymentRequests(api, deps)
  addCaptures(api, deps)
  addStatements(api)
  addCharges(api, deps)
  addPayHistory(api)
}
