import { assert, type Ctx, type JobData, parseAmount } from '@modosu/kernel'
import { writeRefund } from './store.ts'

/**
 * Notes that a payment came back whole. Where the value went, the very lots that it was paid from, is the
 * ledger's and recall's work; here the payment is closed. Doing it twice equals doing it once.
 */
export async function closeRefundedPayment(ctx: Ctx, data: JobData): Promise<void> {
  const amount = parseAmount(String(data.amount))
  assert(amount !== undefined, 'a refund has an amount')
  await writeRefund(ctx, { transferId: String(data.transferId), amount })
}
