import { type Ctx, mustSucceed } from '@modosu/kernel'
import { openAccount } from '@modosu/ledger'
import { PAY_UNIT } from './pay-account.ts'

/** Where the money of a wallet came from; the law treats each in its own way. */
export type WalletKind = 'points' | 'charged' | 'sales'

export const WALLET_KINDS = ['points', 'charged', 'sales'] as const satisfies readonly WalletKind[]

const PREFIX: Readonly<Record<WalletKind, string>> = {
  points: 'pay:',
  charged: 'pay_charged:',
  sales: 'pay_sales:',
}

/** The ledger account that holds a member's money of one kind. */
export function walletAccountOf(memberId: string, kind: WalletKind): string {
  return PREFIX[kind] + memberId
}

/** Which member's money of which kind an account holds, or `undefined` when it is no wallet. */
export function walletOfAccount(
  account: string,
): { memberId: string; kind: WalletKind } | undefined {
  const kind = WALLET_KINDS.find((one) => account.startsWith(PREFIX[one]))
  return kind && { kind, memberId: account.slice(PREFIX[kind].length) }
}

export async function openWalletOf(ctx: Ctx, memberId: string, kind: WalletKind): Promise<string> {
  const code = walletAccountOf(memberId, kind)
  const opened = await openAccount(ctx, { code, unit: PAY_UNIT, kind: 'member', owner: memberId })
  mustSucceed(opened, 'a wallet can be opened')
  return code
}
