import { type Amount, type Ctx, sumAmounts } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { readUseOrder } from './means/use-order.ts'
import { type WalletKind, walletAccountOf } from './wallet-kinds.ts'

/** Yen of a wallet of one kind with one expiry. */
export interface WalletLot {
  readonly kind: WalletKind
  readonly amount: Amount
  /** Of yen made from limited points; null for all others. */
  readonly expiresAt: Date | null
}

export interface Wallet {
  readonly balance: Amount
  /** In the order of use: kind after kind as the member wants it, the soonest expiry first. */
  readonly lots: readonly WalletLot[]
}

/** Reads what a member can pay with. */
export async function readWallet(ctx: Ctx, input: { readonly memberId: string }): Promise<Wallet> {
  const { memberId } = input
  const lots: WalletLot[] = []
  for (const kind of await readUseOrder(ctx, memberId)) {
    const balance = await readBalance(ctx, walletAccountOf(memberId, kind))
    for (const { spendable, amount, expiresAt } of balance.lots) {
      if (!spendable) continue
      lots.push({ kind, amount, expiresAt: expiresAt instanceof Date ? expiresAt : null })
    }
  }
  return { balance: sumAmounts(lots.map(({ amount }) => amount)), lots }
}

/** What can be used of an account; nothing of one that was never opened. */
export async function readBalanceOf(ctx: Ctx, account: string): Promise<Amount> {
  return (await readBalance(ctx, account)).total
}
