import type { Amount, Ctx } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { payAccountOf } from './pay-account.ts'

/** Yen of a wallet with one expiry. */
export interface WalletLot {
  readonly amount: Amount
  /** Of yen made from limited points; null for all others. */
  readonly expiresAt: Date | null
}

export interface Wallet {
  readonly balance: Amount
  /** In the order in which they are used: the soonest expiry first. */
  readonly lots: readonly WalletLot[]
}

/** Reads what a member can pay with. */
export async function readWallet(ctx: Ctx, input: { readonly memberId: string }): Promise<Wallet> {
  const balance = await readBalance(ctx, payAccountOf(input.memberId))
  const lots = balance.lots.filter((lot) => lot.spendable)
  return {
    balance: balance.total,
    lots: lots.map((lot) => ({
      amount: lot.amount,
      expiresAt: lot.expiresAt instanceof Date ? lot.expiresAt : null,
    })),
  }
}

/** What can be used of an account; nothing of one that was never opened. */
export async function readBalanceOf(ctx: Ctx, account: string): Promise<Amount> {
  return (await readBalance(ctx, account)).total
}
