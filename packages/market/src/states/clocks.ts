import type { Ctx } from '@modosu/kernel'
import type { MarketDeps } from '../deps.ts'
import type { Order } from '../orders/order.ts'
import { deleteClocks, readClocks, writeClock } from '../store/clock.ts'
import { type ClockName, clockNames, orderClocks } from './order-clocks.ts'

/** The kind of the job that comes at every deadline. */
export const CLOCK_JOB = 'market.clock_due'

/** Starts a clock anew, with a job at its deadline. Returns the deadline. */
export async function startClock(
  ctx: Ctx,
  deps: MarketDeps,
  order: Order,
  clock: ClockName,
): Promise<Date> {
  const dueAt = orderClocks[clock].dueAt(deps.profile, ctx.now, order)
  await runClock(ctx, order.orderId, clock, dueAt)
  return dueAt
}

async function runClock(ctx: Ctx, orderId: string, clock: ClockName, dueAt: Date): Promise<void> {
  await writeClock(ctx, orderId, { clock, dueAt, leftMs: null })
  await ctx.enqueue({
    kind: CLOCK_JOB,
    data: { orderId, clock, dueAt: dueAt.toISOString() },
    dueAt,
  })
}

const holdClocks = clockNames.filter((clock) => orderClocks[clock].runs === 'hold')

/** The clocks of the trade stand still and keep the time they have left. */
export async function stopClocks(ctx: Ctx, order: Order): Promise<void> {
  for (const { clock, dueAt } of await readClocks(ctx, order.orderId)) {
    if (orderClocks[clock].runs === 'hold' || dueAt === null) continue
    const leftMs = Math.max(0, dueAt.getTime() - ctx.now.getTime())
    await writeClock(ctx, order.orderId, { clock, dueAt: null, leftMs })
  }
}

/** The clocks that stand go on with the time they have left. */
export async function resumeClocks(ctx: Ctx, order: Order): Promise<void> {
  for (const { clock, leftMs } of await readClocks(ctx, order.orderId)) {
    if (leftMs === null) continue
    await runClock(ctx, order.orderId, clock, new Date(ctx.now.getTime() + leftMs))
  }
}

/** A hold ends, and its own clocks with it. */
export function clearHoldClocks(ctx: Ctx, order: Order): Promise<void> {
  return deleteClocks(ctx, order.orderId, holdClocks)
}

export function clearClocks(
  ctx: Ctx,
  order: Order,
  clocks: readonly ClockName[] = clockNames,
): Promise<void> {
  return deleteClocks(ctx, order.orderId, clocks)
}
