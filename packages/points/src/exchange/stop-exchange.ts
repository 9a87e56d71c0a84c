import { type Ctx, ok, type Result, refuse } from '@modosu/kernel'
import type { PointsError } from '../errors.ts'
import { endExchange, lockExchange } from '../store/exchange.ts'
import { putBack } from './exchange-account.ts'

/**
 * The member stops an exchange that was not sent yet: its points are usable again. Stopping twice
 * changes nothing.
 *
 * Refusals in order: points/unknown_exchange (also of others), points/already_sent.
 */
export async function stopExchange(
  ctx: Ctx,
  input: { readonly exchangeId: string; readonly memberId: string },
): Promise<Result<{ exchangeId: string; state: 'stopped' }, PointsError>> {
  const exchange = await lockExchange(ctx, input.exchangeId)
  if (exchange?.memberId !== input.memberId) return refuse({ code: 'points/unknown_exchange' })
  if (exchange.state === 'sent' || exchange.state === 'refused') {
    return refuse({ code: 'points/already_sent' })
  }
  if (exchange.state === 'processing') {
    await putBack(ctx, exchange, 'stopped')
    await endExchange(ctx, exchange.exchangeId, { state: 'stopped' })
  }
  return ok({ exchangeId: exchange.exchangeId, state: 'stopped' })
}
