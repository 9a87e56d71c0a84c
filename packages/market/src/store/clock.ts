import type { Ctx } from '@modosu/kernel'
import type { ClockName } from '../states/order-clocks.ts'

/** A clock of an order: it runs towards `dueAt`, or stands with `leftMs` to go. */
export interface OrderClock {
  readonly clock: ClockName
  readonly dueAt: Date | null
  readonly leftMs: number | null
}

export async function readClocks(ctx: Ctx, orderId: string): Promise<OrderClock[]> {
  const found = await ctx.tx.query<{
    clock: ClockName
    due_at: Date | null
    left_ms: bigint | null
  }>('select clock, due_at, left_ms from market.order_clock where order_id = $1 order by clock', [
    orderId,
  ])
  return found.rows.map((row) => ({
    clock: row.clock,
    dueAt: row.due_at,
    leftMs: row.left_ms === null ? null : Number(row.left_ms),
  }))
}

export async function writeClock(
  ctx: Ctx,
  orderId: string,
  clock: { clock: ClockName; dueAt: Date | null; leftMs: number | null },
): Promise<void> {
  await ctx.tx.query(
    `insert into market.order_clock (order_id, clock, due_at, left_ms) values ($1, $2, $3, $4)
     on conflict on constraint order_clock_pkey
     do update set due_at = excluded.due_at, left_ms = excluded.left_ms`,
    [orderId, clock.clock, clock.dueAt, clock.leftMs],
  )
}

export async function deleteClocks(
  ctx: Ctx,
  orderId: string,
  clocks: readonly ClockName[],
): Promise<void> {
  await ctx.tx.query(
    'delete from market.order_clock where order_id = $1 and clock = any($2::text[])',
    [orderId, clocks],
  )
}
