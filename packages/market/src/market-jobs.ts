import { assert, type Ctx, type JobData, type JobHandlers } from '@modosu/kernel'
import type { MarketDeps } from './deps.ts'
import { REQUEST_PAYMENT_JOB, requestPayment } from './orders/request-payment.ts'
import { advanceOrder } from './states/advance-order.ts'
import { CLOCK_JOB } from './states/clocks.ts'
import { type ClockName, orderClocks } from './states/order-clocks.ts'
import { deleteClocks, readClocks } from './store/clock.ts'
import { lockOrder } from './store/purchase.ts'

const REQUESTS_AT_ONCE = 4
/** At midnight the deadlines of a whole day come together; each locks its own order only. */
const DEADLINES_AT_ONCE = 8

/** The market's jobs: asking for payments, and every deadline. */
export function marketJobs(deps: MarketDeps): JobHandlers {
  return {
    [REQUEST_PAYMENT_JOB]: {
      outside: (runtime, data) => requestPayment(runtime, deps, data),
      atOnce: REQUESTS_AT_ONCE,
    },
    [CLOCK_JOB]: {
      inTransaction: (ctx, data) => passDeadline(ctx, deps, data),
      atOnce: DEADLINES_AT_ONCE,
    },
  }
}

/** Events of other rooms that the market acts on: recall speaks to it through its holder. */
export const marketListeners: Readonly<Record<string, readonly string[]>> = {}

/**
 * A deadline has come. It counts only if the clock still runs towards this very moment: a hold may
 * have stopped it, a step may have cleared or moved it. Doing it twice is doing it once, since the
 * clock is taken away with the first.
 */
async function passDeadline(ctx: Ctx, deps: MarketDeps, data: JobData): Promise<void> {
  const { orderId, clock, dueAt } = data as { orderId: string; clock: ClockName; dueAt: string }
  const order = await lockOrder(ctx, orderId)
  assert(order, 'a clock belongs to an order')
  const running = (await readClocks(ctx, orderId)).find((row) => row.clock === clock)
  if (running?.dueAt?.toISOString() !== dueAt) return
  // The queue lives by the database's clock. Where ours is behind it, the job comes again.
  if (running.dueAt > ctx.now)
    throw new Error(`the deadline ${clock} of ${orderId} is not here yet`)
  await deleteClocks(ctx, orderId, [clock])
  const step = { event: orderClocks[clock].event, actor: { name: 'clock' } }
  const outcome = await advanceOrder(ctx, deps, order, step)
  if (!outcome.ok) {
    ctx.log.info({ orderId, clock, code: outcome.error.code }, 'deadline passed without effect')
  }
}
