import type { Ctx, JobData } from '@modosu/kernel'
import { findExchangeByTransfer } from '../store/exchange.ts'
import { putBack } from './exchange-account.ts'

/**
 * Something of an exchange that was sent has come back to where it left, because the partner did not
 * take it: the points are the member's again. What a claim has brought back is not there.
 */
export async function returnExchange(ctx: Ctx, data: JobData): Promise<void> {
  const exchange = await findExchangeByTransfer(ctx, String(data.transferId))
  if (exchange) await putBack(ctx, exchange, 'returned')
}
