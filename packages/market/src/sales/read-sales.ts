import type { Amount, Ctx } from '@modosu/kernel'
import { readBalance } from '@modosu/ledger'
import { salesAccount } from '../orders/order.ts'

/** A seller's sales money, in yen; zero for somebody who has not sold yet. */
export async function readSales(ctx: Ctx, input: { memberId: string }): Promise<Amount> {
  return (await readBalance(ctx, salesAccount(input.memberId))).total
}
