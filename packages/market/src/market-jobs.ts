import { assert, type Ctx, type JobData, type JobHandlers } from '@modosu/kernel'
import type { MarketDeps } from './deps.ts'
import { REQUEST_PAYMENT_JOB } from './orders/payment-job.ts'
import { requestPayment } from './orders/request-payment.ts'
import { LABEL_JOB } from './parcels/label-job.ts'
import { tellLabel } from './parcels/tell-label.ts'
import { EXPIRE_PHOTO_JOB, expirePhoto } from './photos/expire-photo.ts'
import { advanceOrder } from './states/advance-order.ts'
import { CLOCK_JOB } from './states/clocks.ts'
import { type ClockName, orderClocks } from './states/order-clocks.ts'
import { deleteClocks, type OrderClock, readClocks } from './store/clock.ts'
import { lockOrder } from './store/purchase.ts'

/** Each waits for the pay company's disk and wire. */
const REQUESTS_AT_ONCE = 8
const LABELS_AT_ONCE = 2
/** At midnight the deadlines of a whole day come together; each locks its own order only. */
const DEADLINES_AT_ONCE = 8

/** The market's jobs: asking for payments, and every deadline. */
export function marketJobs(deps: MarketDeps): JobHandlers {
  return {
    [REQUEST_PAYMENT_JOB]: {
      outside: (runtime, data) => requestPayment(runtime, deps, data),
      atOnce: REQUESTS_AT_ONCE,
    },
    [EXPIRE_PHOTO_JOB]: { inTransaction: expirePhoto },
    [LABEL_JOB]: {
      outside: (runtime, data) => tellLabel(runtime, deps, data),
      atOnce: LABELS_AT_ONCE,
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
 * have stopped it, a step may have cleared or moved it. After an outage an order may have several
 * behind it: whichever job comes first passes them all, in the order in which they were due. Doing it
 * twice is doing it once, since a clock is taken away with its moment.
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
  const overdue = await listOverdue(ctx, orderId)
  for (const { clock: next } of overdue) await passOne(ctx, deps, orderId, next)
}

async function listOverdue(ctx: Ctx, orderId: string) {
  const time = ({ dueAt }: OrderClock) => dueAt?.getTime() ?? 0
  return (await readClocks(ctx, orderId))
    .filter(({ dueAt }) => dueAt !== null && dueAt <= ctx.now)
    .toSorted((a, b) => time(a) - time(b))
}

/** What the one before it has ended or moved does not count any more. */
async function passOne(
  ctx: Ctx,
  deps: MarketDeps,
  orderId: string,
  clock: ClockName,
): Promise<void> {
  const still = (await listOverdue(ctx, orderId)).some((row) => row.clock === clock)
  const order = await lockOrder(ctx, orderId)
  if (!still || !order) return
  await deleteClocks(ctx, orderId, [clock])
  const step = { event: orderClocks[clock].event, actor: { name: 'clock' } }
  const outcome = await advanceOrder(ctx, deps, order, step)
  if (!outcome.ok) {
    ctx.log.info({ orderId, clock, code: outcome.error.code }, 'deadline passed without effect')
  }
}
