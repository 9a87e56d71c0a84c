import {
  amount,
  type Ctx,
  inContext,
  type JobData,
  mustSucceed,
  type Runtime,
} from '@modosu/kernel'
import { callNeighbour, sendTransfer } from '@modosu/recall'
import { POINTS_UNIT } from '../points-account.ts'
import type { PointsDeps } from '../points-api.ts'
import { endExchange, lockExchange } from '../store/exchange.ts'
import { exchangeAccountOf, putBack, whoOf } from './exchange-account.ts'

/** The JWS `typ` by which a programme announces points. */
export const ANNOUNCE_TYP = 'modosu-points-exchange+jwt'

/**
 * Sends an exchange whose time of processing is over: the partner hears for whom it is and, once it
 * knows him, the points go. One that was stopped meanwhile is left alone, also when it is stopped
 * while the partner answers. A partner that does not know the number is asked for nothing more: the
 * points go back. Silence is neither yes nor no, so the job comes again.
 */
export async function sendExchange(
  runtime: Runtime,
  deps: PointsDeps,
  data: JobData,
): Promise<void> {
  const exchangeId = String(data.exchangeId)
  const exchange = await inContext(runtime, (ctx) => lockExchange(ctx, exchangeId))
  if (exchange?.state !== 'processing') return
  const answer = await callNeighbour(runtime, deps.neighbours, {
    to: exchange.programme,
    path: `/points/v1/announced/${exchangeId}`,
    typ: ANNOUNCE_TYP,
    msg: {
      exchangeId,
      memberNumber: exchange.memberNumber,
      amount: String(exchange.amount),
      unit: POINTS_UNIT,
    },
  })
  if (!answer.ok && !answer.problem) {
    throw new Error(`${exchange.programme} did not answer: ${answer.unknown}`)
  }
  await inContext(runtime, (ctx) => finish(ctx, exchangeId, answer.ok))
}

async function finish(ctx: Ctx, exchangeId: string, isKnown: boolean): Promise<void> {
  const exchange = await lockExchange(ctx, exchangeId)
  if (exchange?.state !== 'processing') return
  if (!isKnown) {
    await putBack(ctx, exchange, 'refused')
    await endExchange(ctx, exchangeId, { state: 'refused' })
    return
  }
  const transferId = ctx.newId('tr')
  const sent = await sendTransfer(ctx, {
    transferId,
    neighbour: exchange.programme,
    from: exchangeAccountOf(exchangeId),
    amount: amount(exchange.amount),
    unit: POINTS_UNIT,
    reference: exchangeId,
    who: whoOf(exchange),
  })
  mustSucceed(sent, 'an exchange that nobody stopped is whole')
  await endExchange(ctx, exchangeId, { state: 'sent', transferId })
}
